"""The one client of the SDX API: typed methods over one way of sending, domain objects out."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from altotui.api import policy
from altotui.api.answer import Answer
from altotui.api.decoding import Decoded, decode, records, unwrap
from altotui.api.failures import page_title
from altotui.api.pages import MAX_PAGES, Query, next_page
from altotui.api.paths import Elsewhere, Generation, PathTable, paths_of
from altotui.api.policy import Policy
from altotui.api.sender import Call, Sender, nobody_asks
from altotui.api.server_clock import RateHeaders
from altotui.api.wire import in_slices, read_all, shown
from altotui.api.wire_history import (
    FaultWire,
    in_order,
    newest_faults,
    read_heartbeats,
    read_samples,
)
from altotui.api.wire_job import JobWire, QueuedWire, json_body, keyed_headers
from altotui.api.wire_reply import read_reply
from altotui.api.wire_site import read_sites
from altotui.api.wire_tag import TagWire, read_uses
from altotui.domain.budget import Budget, Priority
from altotui.domain.command import RouterReply, Sentence
from altotui.domain.errors import (
    ApiError,
    BadAnswer,
    Forbidden,
    Interrupted,
    InvalidInput,
    NotFound,
    Rejected,
)
from altotui.domain.ids import JobId, SiteId
from altotui.domain.job import Job, JobDraft, JobEndpoint
from altotui.domain.queued import Queued
from altotui.domain.site import Site, SiteList
from altotui.domain.site_history import Fault, HeartbeatHour, Sample

MOST_FAULTS = 100
"""Of one site; also the longest page there is (altostrat-api.md 8)."""
MAX_FAULT_PAGES = 3
"""Read where the platform does not keep to the site it was asked for."""
NOT_UTF_8 = "the answer was not valid UTF-8: what could not be read stands as \ufffd"


class Listed(NamedTuple):
    """A whole list, of one page or of many."""

    records: list[object]
    as_of: datetime
    """The server's time of its last page."""
    is_literal: bool
    """What `Decoded.is_literal` says of all of it."""


class Page(NamedTuple):
    """One page of a list, or a list that has no pages."""

    records: list[object]
    following: Query | None
    """What has to be asked for the next page; None for the last."""
    as_of: datetime
    """The server's time when it answered."""
    is_literal: bool


class AltoClient:
    """Everything the console asks of the API; every method takes turns of the request budget.

    What is repeated, and what never, is in `api.policy`. Raises ApiError and nothing of httpx's. May be used by many
    tasks at once; a cancelled call may still have been carried out.
    """

    def __init__(
        self,
        sender: Sender,
        generation: Generation,
        *,
        retries_reads: bool = False,
        elsewhere: Elsewhere = frozenset(),
        on_found_elsewhere: Callable[[Elsewhere], None] | None = None,
    ) -> None:
        """Send by `sender`.

        Args:
            sender: The shared way of every request.
            generation: Of the API.
            retries_reads: Whether a read command whose connection broke is sent once more.
            elsewhere: Lists that the platform is known to keep where the other generation has them.
            on_found_elsewhere: Hears all of those when there is a new one.
        """
        self._sender = sender
        self._generation = generation
        self._elsewhere = elsewhere
        self._on_found_elsewhere = on_found_elsewhere
        self._looked_elsewhere: set[str] = set()
        self._looking = asyncio.Lock()
        self._read_command = policy.READ_COMMAND
        if retries_reads:
            self._read_command = policy.READ_COMMAND._replace(attempts=policy.READ_ATTEMPTS_WHEN_WANTED)

    @property
    def _paths(self) -> PathTable:
        return paths_of(self._generation, self._elsewhere)

    @property
    def budget(self) -> Budget:
        """Return the state of the request budget."""
        return self._sender.limiter.state

    @property
    def rate_headers(self) -> RateHeaders:
        """Return what the API last said about its rate limit."""
        return self._sender.rate_headers

    @property
    def skew_s(self) -> float | None:
        """Return the seconds by which the server's clock is ahead; None before any answer."""
        return self._sender.server_clock.skew_s

    @property
    def elsewhere(self) -> Elsewhere:
        """Return the lists that are found where the other generation has them."""
        return self._elsewhere

    # --- lists

    async def list_sites(self, *, priority: Priority = Priority.REFRESH, expected: int = 0) -> SiteList:
        """Return every site the token can see, in the order of the API, with tags where the API has them.

        `expected` is how many there were before: so much larger may the answer be.
        """
        asking_tags = asyncio.ensure_future(self._tags(priority, expected))
        try:
            listed = await self._list("sites", {}, policy.LIST_SITES.expecting(expected), priority)
            tags = await asking_tags
        finally:
            asking_tags.cancel()
            await asyncio.gather(asking_tags, return_exceptions=True)
        unique: dict[SiteId, Site] = {}
        left_out = len(listed.records)
        async for some in in_slices(listed.records):
            sites = read_sites(some, tags, is_literal=listed.is_literal)
            left_out -= len(sites)
            unique.update((site.id, site) for site in sites)
        return SiteList(tuple(unique.values()), listed.as_of, left_out=left_out)

    async def _tags(self, priority: Priority, expected: int) -> Mapping[SiteId, tuple[str, ...]]:
        """Return the tags by site; none when the generation has no such call or this token may not read them.

        Any other failure fails the list: filters choose sites by tags, and a missing one must not widen a choice.
        """
        if self._paths.tags is None:
            return {}
        try:
            listed = await self._pages(self._paths.tags, {}, policy.LIST_TAGS.expecting(expected), priority)
        except (Forbidden, NotFound, Rejected):
            return {}
        tags: dict[SiteId, tuple[str, ...]] = {}
        async for some in in_slices(listed.records):
            for definition in read_all(TagWire, some):
                async for values in in_slices(list(definition.values)):
                    for site_id, tag in read_uses(definition, values):
                        tags[site_id] = (*tags.get(site_id, ()), tag)
        return tags

    async def list_jobs(self, site_id: SiteId, *, priority: Priority = Priority.REFRESH) -> tuple[Job, ...]:
        """Return the jobs of one site, newest first as the API lists them; ids unique."""
        listed = await self._list("jobs", {"site_id": site_id}, policy.LIST_JOBS, priority)
        jobs = (wire.to_domain(site_id) for wire in read_all(JobWire, listed.records))
        return tuple({job.id: job for job in jobs}.values())

    async def _list(self, what: str, ids: Mapping[str, str], rules: Policy, priority: Priority) -> Listed:
        """Return a list from where this generation has it, else from where the other one has.

        The other path is tried once, and remembered when it has the list. Only reads look there: a write never
        goes anywhere by itself.
        """
        elsewhere = self._elsewhere
        try:
            return await self._pages(getattr(self._paths, what), ids, rules, priority)
        except NotFound as error:
            if not error.is_path:
                raise
            async with self._looking:  # of many that are refused at the same time, one looks
                if (what in self._elsewhere) == (what in elsewhere):
                    return await self._look_elsewhere(what, ids, rules, priority, error)
        return await self._pages(getattr(self._paths, what), ids, rules, priority)

    async def _look_elsewhere(
        self, what: str, ids: Mapping[str, str], rules: Policy, priority: Priority, error: NotFound
    ) -> Listed:
        """Return the list from where the other generation has it; when it is not there either, raise `error`."""
        if what in self._looked_elsewhere:
            raise error
        other = self._elsewhere ^ {what}
        try:
            listed = await self._pages(getattr(paths_of(self._generation, other), what), ids, rules, priority)
        except ApiError as problem:
            if isinstance(problem, NotFound | Forbidden | Rejected | BadAnswer):
                self._looked_elsewhere.add(what)
            raise error from None
        self._elsewhere = other
        if self._on_found_elsewhere is not None:
            self._on_found_elsewhere(other)
        return listed

    async def _pages(self, path: str, ids: Mapping[str, str], rules: Policy, priority: Priority) -> Listed:
        """Return every record of a list, however it is paged; a page that was asked for before ends it."""
        found: list[object] = []
        asked: list[Query] = []
        query: Query | None = None
        is_literal = True
        while True:
            call = Call("GET", path, ids, query=query)
            page = await self._page(call, rules, priority)
            found += page.records
            is_literal = is_literal and page.is_literal
            query = page.following
            if query is None or query in asked:
                return Listed(found, page.as_of, is_literal)
            asked.append(query)
            if len(asked) >= MAX_PAGES:
                raise BadAnswer(f"its list has no end: {MAX_PAGES} pages were read", endpoint=call.endpoint)

    async def _page(
        self, call: Call, rules: Policy, priority: Priority, on_leaving: Callable[[], None] = nobody_asks
    ) -> Page:
        answer = await self._sender.send(call, rules, priority, on_leaving)
        decoded = _json(answer, call.endpoint)
        found = _records(decoded.value, answer, call.endpoint)
        following = next_page(decoded.value) or next_page(unwrap(decoded.value))
        return Page(found, following, self._sender.server_clock.note(answer.headers), decoded.is_literal)

    # --- the history of one site: never looked for elsewhere, and of a list of faults the newest alone

    async def list_samples(
        self,
        site_id: SiteId,
        first: date,
        last: date,
        *,
        priority: Priority = Priority.REFRESH,
        on_leaving: Callable[[], None] = nobody_asks,
    ) -> tuple[Sample, ...] | None:
        """Return load, memory, disk and uptime from `first` to the end of `last`, oldest first; days are in UTC.

        Up to two days come as they were taken, longer ranges as averages of each hour (altostrat-api.md 7). None:
        the generation has no such call, and nothing was sent.
        """
        path = self._paths.samples
        if path is None:
            return None
        query = {"start_date": first.isoformat(), "end_date": last.isoformat()}
        call = Call("GET", path, {"site_id": site_id}, query=query)
        page = await self._page(call, policy.LIST_HISTORY, priority, on_leaving)
        samples: list[Sample] = []
        async for some in in_slices(page.records):
            samples += read_samples(some)
        return in_order(samples)

    async def list_heartbeats(
        self,
        site_id: SiteId,
        *,
        priority: Priority = Priority.REFRESH,
        on_leaving: Callable[[], None] = nobody_asks,
    ) -> tuple[HeartbeatHour, ...]:
        """Return the hours of the last day, oldest first; legacy is up to an hour behind (altostrat-api.md 4.8)."""
        call = Call("GET", self._paths.heartbeats, {"site_id": site_id})
        page = await self._page(call, policy.LIST_HISTORY, priority, on_leaving)
        return read_heartbeats(page.records)

    async def list_faults(
        self,
        site_id: SiteId,
        *,
        pid: str | None = None,
        priority: Priority = Priority.REFRESH,
        on_leaving: Callable[[], None] = nobody_asks,
    ) -> tuple[Fault, ...]:
        """Return the newest faults of one site, at most MOST_FAULTS, newest first.

        On v1 the site is only a wish, of which nothing published says that it is granted: faults of other sites are
        left out, and a few more pages are read where there are such.

        Args:
            site_id: The site.
            pid: Its other id, by which faults may name it; None where it is not known.
            priority: Whose turn it is.
            on_leaving: Called when a request has its turn.

        Raises:
            BadAnswer: All that was read is about other sites, and there is more.
        """
        names = {site_id.lower(), *([pid.lower()] if pid else [])}
        is_of_fleet = self._paths.has_fleet_faults
        query = {"site": site_id, "limit": str(MOST_FAULTS)} if is_of_fleet else {}
        call = Call("GET", self._paths.faults, {"site_id": site_id}, query=query or None)
        found: list[FaultWire] = []
        for _ in range(MAX_FAULT_PAGES):
            page = await self._page(call, policy.LIST_HISTORY, priority, on_leaving)
            wires = list(read_all(FaultWire, page.records))
            own = [wire for wire in wires if not is_of_fleet or wire.is_of(names)]
            found += own
            if page.following is None or len(own) == len(wires) or len(found) >= MOST_FAULTS:
                break
            call = call._replace(query={**query, **page.following})
        else:
            if not found:
                raise BadAnswer("it lists the faults of other sites", endpoint=call.endpoint)
        return newest_faults(found, MOST_FAULTS)

    # --- routers

    async def run_command(
        self,
        site_id: SiteId,
        sentence: Sentence,
        *,
        is_write: bool,
        total_s: float = policy.READ_COMMAND.total_s,
        priority: Priority = Priority.COMMAND,
        on_leaving: Callable[[], None] = nobody_asks,
    ) -> RouterReply:
        """Run one sentence on one router now and return its answer.

        A write is never repeated once a byte may have left: what is sent twice may be applied twice (seed 2).

        Args:
            site_id: The router's site.
            sentence: What to run.
            is_write: Whether it may change the router.
            total_s: Real seconds until the answer is given up; the router may go on.
            priority: COMMAND, or FANOUT for one of many.
            on_leaving: Called when its turn has come.

        Raises:
            RouterError: The router said no.
            InvalidInput: The generation takes one parameter word and there are more.
        """
        body = {"command": sentence.command, **self._parameters(sentence.parameters)}
        call = Call("POST", self._paths.synchronous, {"site_id": site_id}, json=body)
        rules = policy.WRITE_COMMAND if is_write else self._read_command
        rules = rules._replace(read_s=total_s, total_s=total_s)
        answer = await self._sender.send(call, rules, priority, on_leaving)
        if answer.is_empty:
            return RouterReply()
        decoded = _json(answer, call.endpoint)
        reply = read_reply(decoded.value, call.endpoint)
        return reply if decoded.is_clean else reply._replace(notes=(*reply.notes, NOT_UTF_8))

    def _parameters(self, words: Sequence[str]) -> dict[str, object]:
        """Return the `parameters` member: a list on v1, one text on legacy, nothing when there are none."""
        if not words:
            return {}
        if self._paths.has_list_parameters:
            return {"parameters": list(words)}
        if len(words) > 1:
            raise InvalidInput(
                f"the legacy API takes one parameter word, this line has {len(words)}",
                "use one word, or /execute with =script=",
            )
        return {"parameters": words[0]}

    # --- jobs

    async def queue_job(
        self,
        site_id: SiteId,
        draft: JobDraft,
        endpoint: JobEndpoint,
        *,
        on_leaving: Callable[[], None] = nobody_asks,
    ) -> Queued:
        """Queue `draft` on one site by that endpoint, and by no other.

        With its key it is tried again after a lost reply, since the platform knows the repeat; the JSON endpoint
        takes no key and is asked once.
        """
        if endpoint is JobEndpoint.KEYED:
            return await self._queue_keyed(site_id, draft, on_leaving)
        call = Call("POST", self._paths.asynchronous, {"site_id": site_id}, json=json_body(draft))
        answer = await self._sender.send(call, policy.QUEUE_UNKEYED, Priority.COMMAND, on_leaving)
        reply = next(read_all(QueuedWire, [_content(answer, call.endpoint)]), QueuedWire())
        return Queued(site_id, shown(reply.idempotency_key), shown(reply.request_id))

    async def _queue_keyed(self, site_id: SiteId, draft: JobDraft, on_leaving: Callable[[], None]) -> Queued:
        path = self._paths.keyed_job
        if path is None:
            raise InvalidInput("the legacy API takes no job with a key", "use the JSON endpoint")
        call = Call("POST", path, {"site_id": site_id}, content=draft.script, headers=keyed_headers(draft))
        try:
            answer = await self._sender.send(call, policy.QUEUE_KEYED, Priority.COMMAND, on_leaving)
        except Rejected as error:
            if error.status == 409:
                raise Interrupted(
                    f"the platform still handles an earlier attempt: {error}",
                    endpoint=call.endpoint,
                    status=409,
                ) from None
            raise
        content = _content(answer, call.endpoint)
        job = next((wire.to_domain(site_id) for wire in read_all(JobWire, [content])), None)
        return Queued(site_id, idempotency_key=draft.idempotency_key, job=job)

    async def cancel_job(
        self,
        site_id: SiteId,
        job_id: JobId,
        *,
        priority: Priority = Priority.COMMAND,
        on_leaving: Callable[[], None] = nobody_asks,
    ) -> None:
        """Delete a job that has not started; one that has raises Rejected with code `job_already_started`.

        Args:
            site_id: Whose job it is.
            job_id: The job.
            priority: COMMAND, or FANOUT for one of many.
            on_leaving: Called when it has its turn.
        """
        path = self._paths.job
        if path is None:
            raise InvalidInput("the legacy API cannot cancel a job", "let it run, or use a v1 profile")
        call = Call("DELETE", path, {"site_id": site_id, "job_id": job_id})
        await self._sender.send(call, policy.CANCEL_JOB, priority, on_leaving)


def _json(answer: Answer, endpoint: str) -> Decoded:
    try:
        return decode(answer.content)
    except ValueError:
        raise BadAnswer(_what_else(answer), endpoint=endpoint, status=answer.status) from None


def _what_else(answer: Answer) -> str:
    """Return in words what an answer is that is no JSON."""
    if answer.is_empty:
        return "an empty answer"
    kind = answer.headers.get("content-type", "no content type").partition(";")[0]
    words = "not JSON, though it says so" if "json" in kind else f"not JSON but {kind[:60]!a}"
    title = page_title(answer.content)
    return f"{words}: {title}" if title else words


def _records(body: object, answer: Answer, endpoint: str) -> list[object]:
    try:
        return records(body)
    except ValueError as problem:
        raise BadAnswer(str(problem), endpoint=endpoint, status=answer.status) from None


def _content(answer: Answer, endpoint: str) -> object:
    """Return what a receipt holds; an empty one is a receipt all the same."""
    if answer.is_empty:
        return {}
    return unwrap(_json(answer, endpoint).value)
