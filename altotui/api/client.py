"""The one client of the SDX API: typed methods over one private request, domain objects out."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

import httpx

from altotui.api.deadline import within
from altotui.api.decoding import decode, records, unwrap
from altotui.api.failures import failure_of_status, failure_of_transport
from altotui.api.http_date import read_http_date
from altotui.api.limiter import Limiter
from altotui.api.paths import PATHS, Generation
from altotui.api.wire import read_all
from altotui.api.wire_job import JobWire, QueuedWire, json_body, keyed_headers
from altotui.api.wire_reply import read_reply
from altotui.api.wire_site import SiteWire
from altotui.api.wire_tag import TagWire, tags_by_site
from altotui.domain.clock import Clock
from altotui.domain.command import RouterReply, Sentence
from altotui.domain.errors import ApiError, BadAnswer, Busy, InvalidInput
from altotui.domain.ids import JobId, SiteId, checked_uuid
from altotui.domain.job import Job, JobDraft
from altotui.domain.queued import Queued
from altotui.domain.site import Site, SiteList


class Deadline(NamedTuple):
    """Time limits of one kind of call, in real seconds (reliability.md 8)."""

    read_s: float
    """Without a byte."""
    total_s: float


READ_LIST = Deadline(read_s=10, total_s=20)
READ_JOBS = Deadline(read_s=10, total_s=15)
COMMAND = Deadline(read_s=60, total_s=65)
QUEUE_JOB = Deadline(read_s=20, total_s=30)
_CONNECT_S = 5.0
_POOL_S = 5.0
_PAGE_RECORDS = 1000


class AltoClient:
    """Everything the console asks of the API; every method takes one turn of the request budget.

    One attempt each: what may be repeated, and how, is for a policy in front of `_request`. Raises ApiError
    and nothing of httpx's. May be used by many tasks at once; a cancelled call may still have been carried out.
    """

    def __init__(
        self, http: httpx.AsyncClient, generation: Generation, clock: Clock, limiter: Limiter | None = None
    ) -> None:
        """Use `http`, which somebody else opens and closes; its base address is that of the API."""
        self._http = http
        self._paths = PATHS[generation]
        self._clock = clock
        self._limiter = limiter or Limiter(clock)

    async def list_sites(self) -> SiteList:
        """Return every site the token can see, in the order of the API, with tags where the API has them."""
        asking_tags = asyncio.ensure_future(self._tags())
        try:
            response = await self._request("GET", self._paths.sites, READ_LIST)
            tags = await asking_tags
        finally:
            asking_tags.cancel()
        endpoint = f"GET {self._paths.sites}"
        found = _records(response, endpoint)
        unique: dict[SiteId, Site] = {}
        for start in range(0, len(found), _PAGE_RECORDS):
            for wire in read_all(SiteWire, found[start : start + _PAGE_RECORDS]):
                site = wire.to_domain(tags.get(SiteId(wire.id.lower()), ()))
                if site is not None:
                    unique[site.id] = site
            await asyncio.sleep(0)  # a long list must not hold up the screen
        return SiteList(tuple(unique.values()), self._server_time(response))

    async def _tags(self) -> Mapping[SiteId, tuple[str, ...]]:
        """Return the tags by site; none when the generation has no such call or refuses it: they only decorate."""
        if self._paths.tags is None:
            return {}
        try:
            response = await self._request("GET", self._paths.tags, READ_LIST)
            return tags_by_site(read_all(TagWire, _records(response, f"GET {self._paths.tags}")))
        except Busy:
            raise
        except ApiError:
            return {}

    async def get_site(self, site_id: SiteId) -> Site:
        """Return one site, without tags; on a generation without that call, out of the whole list."""
        if self._paths.site is None:
            found = next((site for site in (await self.list_sites()).sites if site.id == site_id), None)
            if found is None:
                raise InvalidInput(f"there is no site {site_id}", "`altotui sites` lists them")
            return found
        response = await self._request("GET", self._paths.site, READ_LIST, {"site_id": site_id})
        endpoint = f"GET {self._paths.site}"
        site = next((w.to_domain() for w in read_all(SiteWire, [unwrap(_json(response, endpoint))])), None)
        if site is None:
            raise BadAnswer("it is not a site", endpoint=endpoint)
        return site

    async def run_command(
        self, site_id: SiteId, sentence: Sentence, *, total_s: float = COMMAND.total_s
    ) -> RouterReply:
        """Run one sentence on one router now and return its answer.

        Never repeated: a synchronous call that is sent twice may be applied twice (seed 2).

        Args:
            site_id: The router's site.
            sentence: What to run.
            total_s: Real seconds until the answer is given up; the router may go on.

        Raises:
            RouterError: The router said no.
            InvalidInput: The generation takes one parameter word and there are more.
        """
        path = self._paths.synchronous
        body = {"command": sentence.command, **self._parameters(sentence.parameters)}
        deadline = Deadline(read_s=total_s, total_s=total_s)
        response = await self._request("POST", path, deadline, {"site_id": site_id}, json=body)
        endpoint = f"POST {path}"
        return read_reply(_json(response, endpoint) if response.content.strip() else None, endpoint)

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

    async def queue_job(self, site_id: SiteId, draft: JobDraft) -> Queued:
        """Queue `draft` on one site: with its own key where the API takes one, else by the JSON endpoint.

        The keyed endpoint has no `notify_url`, so a draft with one goes to the JSON endpoint.
        """
        if self._paths.keyed_job is not None and draft.notify_url is None:
            return await self._queue_keyed(self._paths.keyed_job, site_id, draft)
        path = self._paths.asynchronous
        response = await self._request("POST", path, QUEUE_JOB, {"site_id": site_id}, json=json_body(draft))
        content = unwrap(_json(response, f"POST {path}")) if response.content.strip() else {}
        reply = next(read_all(QueuedWire, [content]), QueuedWire())
        return Queued(site_id, idempotency_key=reply.idempotency_key, request_id=reply.request_id)

    async def _queue_keyed(self, path: str, site_id: SiteId, draft: JobDraft) -> Queued:
        response = await self._request(
            "POST",
            path,
            QUEUE_JOB,
            {"site_id": site_id},
            content=draft.script,
            headers=keyed_headers(draft),
        )
        content = unwrap(_json(response, f"POST {path}")) if response.content.strip() else {}
        job = next((wire.to_domain(site_id) for wire in read_all(JobWire, [content])), None)
        return Queued(site_id, idempotency_key=draft.idempotency_key, job=job)

    async def list_jobs(self, site_id: SiteId) -> tuple[Job, ...]:
        """Return the jobs of one site, newest first as the API lists them; ids unique."""
        path = self._paths.jobs
        response = await self._request("GET", path, READ_JOBS, {"site_id": site_id})
        wires = read_all(JobWire, _records(response, f"GET {path}"))
        jobs = {job.id: job for job in (wire.to_domain(site_id) for wire in wires)}
        return tuple(jobs.values())

    async def get_job(self, site_id: SiteId, job_id: JobId) -> Job:
        """Return one job; on a generation without that call, out of the site's list."""
        path = self._paths.job
        if path is None:
            found = next((job for job in await self.list_jobs(site_id) if job.id == job_id), None)
            if found is None:
                raise InvalidInput(f"there is no job {job_id} on that site", "`altotui jobs` lists them")
            return found
        response = await self._request("GET", path, READ_JOBS, {"site_id": site_id, "job_id": job_id})
        endpoint = f"GET {path}"
        wire = next(read_all(JobWire, [unwrap(_json(response, endpoint))]), None)
        if wire is None:
            raise BadAnswer("it is not a job", endpoint=endpoint)
        return wire.to_domain(site_id)

    async def cancel_job(self, site_id: SiteId, job_id: JobId) -> None:
        """Delete a job that has not started; one that has raises Rejected with code `job_already_started`."""
        path = self._paths.job
        if path is None:
            raise InvalidInput("the legacy API cannot cancel a job", "let it run, or use a v1 profile")
        await self._request("DELETE", path, QUEUE_JOB, {"site_id": site_id, "job_id": job_id})

    async def _request(
        self,
        method: str,
        path: str,
        deadline: Deadline,
        ids: Mapping[str, str] | None = None,
        *,
        json: object | None = None,
        content: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        """Send one request once, within its deadline, and return its 2xx answer; anything else is an ApiError."""
        endpoint = f"{method} {path}"
        target = path.format(**{name: checked_uuid(value) for name, value in (ids or {}).items()})
        await self._limiter.wait_turn()
        try:
            response = await within(
                deadline.total_s,
                self._http.request(
                    method,
                    target,
                    json=json,
                    content=content,
                    headers=headers,
                    timeout=httpx.Timeout(deadline.read_s, connect=_CONNECT_S, pool=_POOL_S),
                ),
            )
        except (httpx.HTTPError, httpx.InvalidURL, UnicodeEncodeError, TimeoutError) as problem:
            raise failure_of_transport(problem, endpoint, self._http.base_url.host) from None
        if not response.is_success:
            failure = failure_of_status(response, endpoint)
            if isinstance(failure, Busy) and failure.retry_after_s:
                self._limiter.hold_back(failure.retry_after_s)
            raise failure
        return response

    def _server_time(self, response: httpx.Response) -> datetime:
        """Return the server's time of an answer; our own when it sent none."""
        return read_http_date(response.headers.get("date", "")) or self._clock.now()


def _json(response: httpx.Response, endpoint: str) -> object:
    try:
        return decode(response.content)
    except ValueError:
        kind = response.headers.get("content-type", "no content type").partition(";")[0]
        what = f"not JSON but {kind[:60]!a}" if response.content.strip() else "an empty answer"
        raise BadAnswer(what, endpoint=endpoint, status=response.status_code) from None


def _records(response: httpx.Response, endpoint: str) -> list[object]:
    try:
        return records(_json(response, endpoint))
    except ValueError as problem:
        raise BadAnswer(str(problem), endpoint=endpoint, status=response.status_code) from None
