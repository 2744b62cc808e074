"""A tiny platform that loses writes and answers, and knows of each write how often it was carried out.

platform = Platform(seed=1)
async with fault_server(platform) as server:
    ...
    assert platform.commands.applied[nonce] <= 1
"""

from __future__ import annotations

import re
import uuid
from collections import Counter, defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from random import Random
from typing import NamedTuple

from altotui.domain.clock import Clock, SystemClock
from altotui.simulator.job_wire import v1_job
from altotui.simulator.jobs import JobOrder, JobRecord
from altotui.simulator.wording import offset_s
from tests.faults import faults
from tests.faults.connection import Request
from tests.faults.faults import Fault
from tests.faults.messages import encoded

_ROUTE = re.compile(
    r"/(?P<list>sites|tags)|/api/(?P<post>synchronous|asynchronous)/(?P<site>[^/]+)|/site/(?P<queue>[^/]+)/job"
)


class Reply(NamedTuple):
    """What the platform says when nothing goes wrong."""

    status: int
    body: bytes
    is_applied: bool = False
    """Whether anything was changed or queued; false for a key that was known."""


class Mishap(NamedTuple):
    """One way for a request to go wrong."""

    name: str
    is_applied: bool
    """Whether the request is carried out first."""
    fault: Callable[[Reply], Fault]
    """Makes the fault, out of what should have been the answer."""


def _page(status: int) -> Callable[[Reply], Fault]:
    return lambda _: faults.page(status, f"{status} from the gateway")


def _says(status: int, *headers: tuple[str, str]) -> Callable[[Reply], Fault]:
    return lambda _: faults.refusal(status, f"says {status}", headers)


_RESET = Mishap("reset", False, lambda _: faults.reset_after_request())
_CUT = Mishap(
    "cut", True, lambda reply: faults.cut_body(len(reply.body) // 2, reply.body, status=reply.status)
)
_CLOSED = Mishap("closed", True, lambda _: faults.close_without_answer())
_LIMITED = Mishap("429", False, _says(429, ("Retry-After", "0")))

ACCEPT_RESET = "reset at accept"
UNREAD_RESET = "reset before reading"
WRITE_MISHAPS = (
    Mishap("503 before", False, _page(503)),
    _LIMITED,
    Mishap("502 before", False, _page(502)),
    Mishap("500 after", True, _says(500)),
    Mishap("504 after", True, _page(504)),
    _RESET._replace(name="reset after", is_applied=True),
    _CUT._replace(name="cut after"),
    _CLOSED._replace(name="closed after"),
)
"""What happens to a write that was read; the two resets above come on top."""
NAMED = {
    mishap.name: mishap
    for mishap in (
        *WRITE_MISHAPS,
        Mishap(ACCEPT_RESET, False, lambda _: faults.reset_at_accept()),
        Mishap(UNREAD_RESET, False, lambda _: faults.reset_before_reading()),
        Mishap("silence after", True, lambda _: faults.silence()),
        Mishap("silence before", False, lambda _: faults.silence(is_applied=False)),
        *(Mishap(f"{status} before", False, _says(status)) for status in (401, 403, 404, 409, 422)),
        Mishap("409 after", True, _says(409)),
    )
}
"""Everything that a test may have in store for the next writes, by name."""
GET_MISHAPS = (
    *(Mishap(str(status), False, _page(status)) for status in (502, 503, 504)),
    *(Mishap("500", False, _says(500)), _LIMITED, _RESET, _CUT, _CLOSED),
)


@dataclass
class Ledger:
    """How often each write of one kind was read, and how often it was carried out."""

    received: Counter[str] = field(default_factory=Counter)
    applied: Counter[str] = field(default_factory=Counter)

    @property
    def repeated(self) -> set[str]:
        """Return what was carried out more than once."""
        return {name for name, times in self.applied.items() if times > 1}


class _Queued(NamedTuple):
    """A job as it is listed, and what it was asked for with."""

    payload: tuple[str, ...]
    json: bytes


class Platform:
    """A script for `fault_server`: a few endpoints of v1 with state, and a share of requests that go wrong.

    Mishaps come out of `seed`, in the order in which requests arrive. The ways in which a write goes wrong are
    equally frequent; each is counted in `mishaps`.
    """

    def __init__(
        self,
        seed: int,
        *,
        write_fault_rate: float = 0.2,
        get_fault_rate: float = 0.0,
        accept_reset_rate: float | None = None,
        site_count: int = 3,
        clock: Clock | None = None,
    ) -> None:
        """Make a platform without jobs.

        Args:
            seed: Of everything that goes wrong.
            write_fault_rate: Share of writes, 0 up to 1; may be changed at any time, as the next two.
            get_fault_rate: Share of reads.
            accept_reset_rate: Share of connections that are reset at accept, whatever they were opened for;
                None for the part of one kind of mishap in `write_fault_rate`.
            site_count: How many sites there are.
            clock: Stamps the jobs.
        """
        self.write_fault_rate = write_fault_rate
        self.get_fault_rate = get_fault_rate
        self.accept_reset_rate = accept_reset_rate
        self.site_ids = tuple(str(uuid.uuid5(uuid.NAMESPACE_OID, f"site {n}")) for n in range(site_count))
        self.commands = Ledger()
        """Synchronous commands, by the nonce in `=comment=<nonce>`, else by the command word."""
        self.keyed = Ledger()
        """Jobs with a key of the client's, by that key."""
        self.unkeyed = Ledger()
        """Jobs without one, by description."""
        self.mishaps: Counter[str] = Counter()
        self.ahead: deque[Mishap] = deque()
        """What happens to the next writes, in turn, before chance decides again."""
        self._random = Random(seed)
        self._clock = clock or SystemClock()
        self._jobs: dict[str, list[_Queued]] = defaultdict(list)
        self._by_key: dict[str, _Queued] = {}

    @property
    def job_count(self) -> int:
        """Return how many jobs are queued on all sites."""
        return sum(len(jobs) for jobs in self._jobs.values())

    @property
    def descriptions(self) -> Counter[str]:
        """Return how many jobs are queued with each description."""
        return Counter(job.payload[1] for jobs in self._jobs.values() for job in jobs)

    def before_request(self, first_byte: bytes) -> Fault | None:
        """Reset a share of the connections at accept, and a share of the writes before they are read."""
        moment = UNREAD_RESET if first_byte else ACCEPT_RESET
        if first_byte != b"G" and self.ahead and self.ahead[0].name == moment:
            return self._ahead().fault(Reply(0, b""))
        if not first_byte:
            return self._struck(self._accept_rate, ACCEPT_RESET, faults.reset_at_accept)
        if first_byte == b"G":
            return None
        return self._struck(self._unread_rate, UNREAD_RESET, faults.reset_before_reading)

    @property
    def _accept_rate(self) -> float:
        even = self.write_fault_rate / (len(WRITE_MISHAPS) + 2)
        return even if self.accept_reset_rate is None else self.accept_reset_rate

    @property
    def _rate_after_accept(self) -> float:
        """Return the share of writes on accepted connections; with those not accepted it is `write_fault_rate`."""
        return max(0.0, (self.write_fault_rate - self._accept_rate) / (1 - self._accept_rate))

    @property
    def _unread_rate(self) -> float:
        return self._rate_after_accept / (len(WRITE_MISHAPS) + 1)

    def _ahead(self) -> Mishap:
        mishap = self.ahead.popleft()
        self.mishaps[mishap.name] += 1
        return mishap

    def _struck(self, rate: float, name: str, fault: Callable[[], Fault]) -> Fault | None:
        if self._random.random() >= rate:
            return None
        self.mishaps[name] += 1
        return fault()

    def for_request(self, request: Request) -> Fault:
        """Carry the request out, or not, and answer it, or not."""
        mishap = self._mishap(is_write=request.method != "GET")
        is_carried_out = mishap is None or mishap.is_applied
        reply = self._reply(request, is_carried_out=is_carried_out)
        if mishap is None:
            return faults.answer(reply.status, reply.body, is_applied=reply.is_applied)
        return replace(mishap.fault(reply), is_applied=reply.is_applied)

    def _mishap(self, *, is_write: bool) -> Mishap | None:
        """Draw what goes wrong; a write that comes here has been read."""
        if is_write and self.ahead:
            return self._ahead()
        write_rate = (self._rate_after_accept - self._unread_rate) / (1 - self._unread_rate)
        if self._random.random() >= (write_rate if is_write else self.get_fault_rate):
            return None
        mishap = self._random.choice(WRITE_MISHAPS if is_write else GET_MISHAPS)
        self.mishaps[mishap.name] += 1
        return mishap

    def _reply(self, request: Request, *, is_carried_out: bool) -> Reply:
        """Return the proper answer; without `is_carried_out` the request is only counted as received."""
        route = _ROUTE.fullmatch(request.path)
        site_id = route and (route["site"] or route["queue"])
        if route is None or (site_id and site_id not in self.site_ids):
            return _error(404, "Nothing was found under this identifier.")
        if request.method == "GET" and site_id is None:
            return Reply(200, encoded(self._sites() if route["list"] == "sites" else []))
        if request.method == "GET" and route["queue"]:
            return Reply(
                200, b"[" + b",".join(job.json for job in reversed(self._jobs[route["queue"]])) + b"]"
            )
        if request.method != "POST" or not site_id:
            return _error(405, "The method is not supported.")
        if route["queue"]:
            return self._keyed_job(site_id, request, is_carried_out)
        carry_out = self._command if route["post"] == "synchronous" else self._unkeyed_job
        return carry_out(site_id, request, is_carried_out)

    def _sites(self) -> list[dict[str, object]]:
        return [
            {"id": site_id, "pid": f"site_{number}", "name": f"Site {number}", "has_pulse": True}
            for number, site_id in enumerate(self.site_ids)
        ]

    def _command(self, site_id: str, request: Request, is_carried_out: bool) -> Reply:
        """Run a command; the answer carries its nonce, so that an answer to another one shows."""
        body = _json_object(request)
        words = body.get("parameters") or []
        words = [words] if isinstance(words, str) else words
        assert isinstance(words, list)
        nonces = [str(word).removeprefix("=comment=") for word in words if str(word).startswith("=comment=")]
        nonce = nonces[0] if nonces else str(body["command"])
        self.commands.received[nonce] += 1
        self.commands.applied[nonce] += is_carried_out
        data = [{"id": "*1", "comment": nonce, "site": site_id}]
        return Reply(200, encoded({"status": "success", "data": data}), is_carried_out)

    def _keyed_job(self, site_id: str, request: Request, is_carried_out: bool) -> Reply:
        """Queue a job once for each key; the same key with another request is refused."""
        key, description = request.header("x-idempotency-key"), request.header("x-description")
        if not key or not description:
            return _error(400, "A header is missing.")
        payload = (site_id, description, request.body.decode())
        self.keyed.received[key] += 1
        known = self._by_key.get(key)
        if known is not None and known.payload != payload:
            return _error(422, "The idempotency key was used before with another request.")
        if known is not None or not is_carried_out:
            return Reply(201, known.json if known else b"{}")
        self.keyed.applied[key] += 1
        queued = self._by_key[key] = self._queue(payload, key)
        return Reply(201, queued.json, is_applied=True)

    def _unkeyed_job(self, site_id: str, request: Request, is_carried_out: bool) -> Reply:
        """Queue one more job, whatever was queued before."""
        body = _json_object(request)
        description = str(body["description"])
        self.unkeyed.received[description] += 1
        key = str(uuid.UUID(int=self._random.getrandbits(128), version=4))
        if is_carried_out:
            self.unkeyed.applied[description] += 1
            self._queue((site_id, description, str(body["script"])), key)
        data = {
            "idempotency_key": key,
            "request_id": str(uuid.uuid5(uuid.NAMESPACE_OID, key)),
            "target": site_id,
            "notify_url": body.get("notify_url"),
            "date": offset_s(self._clock.now().timestamp()),
        }
        return Reply(200, encoded({"status": "success", "data": data}), is_carried_out)

    def _queue(self, payload: tuple[str, str, str], key: str) -> _Queued:
        site_id, description, script = payload
        order = JobOrder(
            id=str(uuid.uuid5(uuid.NAMESPACE_OID, f"{site_id} {key}")),
            idempotency_key=key,
            description=description,
            script=script,
            created_s=self._clock.now().timestamp(),
        )
        queued = _Queued(payload, encoded(v1_job(JobRecord(order), site_id)))
        self._jobs[site_id].append(queued)
        return queued


def _json_object(request: Request) -> dict[str, object]:
    body = request.json()
    assert isinstance(body, dict)
    return body


def _error(status: int, text: str) -> Reply:
    return Reply(status, encoded({"message": text}))
