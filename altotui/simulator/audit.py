"""The audit log: every call but the reading ones, newest first (altostrat-api.md 12)."""

from __future__ import annotations

import json
from collections import deque
from dataclasses import dataclass
from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response

from altotui.simulator.seeded import base62, digest

_KEPT = 2000
_TTL_S = 90 * 86_400
_PAYLOAD_CHARS = 20_000


@dataclass(frozen=True, slots=True)
class AuditEvent:
    """One call that was not a read."""

    number: int
    at: datetime
    method: str
    endpoint: str
    status: int
    user_agent: str | None
    address: str | None
    request_payload: object
    response_payload: object


class AuditLog:
    """The last calls that were not reads."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._count = 0
        self._events: deque[AuditEvent] = deque(maxlen=_KEPT)

    async def note(self, request: Request, response: Response, at: datetime) -> None:
        """Keep one call and its outcome."""
        self._count += 1
        failed = response.status_code >= 400
        self._events.appendleft(
            AuditEvent(
                number=self._count,
                at=at,
                method=request.method,
                endpoint=request.url.path,
                status=response.status_code,
                user_agent=request.headers.get("user-agent"),
                address=request.client.host if request.client else None,
                request_payload=_payload(await request.body()),
                response_payload=_payload(bytes(response.body)) if failed else None,
            )
        )

    def events(self) -> list[AuditEvent]:
        """Return what is kept, newest first."""
        return list(self._events)

    def as_wire(self, event: AuditEvent) -> dict[str, object]:
        """Return one event in the shape of the API."""
        name = base62(digest(self._seed, "audit", event.number)[:27])
        return {
            "log_id": f"log_{name}",
            "organization_id": "org_4fGh6JkL",
            "workspace_id": "ws_9pQrStUv",
            "user_id": "user_k3j9",
            "name": "Operator One",
            "email": "noc@example.com",
            "session_id": None,
            "event_time": event.at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{event.at.microsecond // 1000:03d}Z",
            "method": event.method,
            "endpoint": event.endpoint,
            "status_code": event.status,
            "status_code_type": f"{event.status // 100}xx",
            "ip_address": event.address,
            "user_agent": event.user_agent,
            "frontend_page": None,
            "request_payload": event.request_payload,
            "response_payload": event.response_payload,
            "request_id": f"req_{name}",
            "ttl": int(event.at.timestamp()) + _TTL_S,
        }


def _payload(body: bytes) -> object:
    text = body.decode("utf-8", "replace")
    try:
        parsed: object = json.loads(text)
    except (ValueError, RecursionError):
        return text[:_PAYLOAD_CHARS] or None
    return parsed
