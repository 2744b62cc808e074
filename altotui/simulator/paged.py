"""Lists that come in pages: faults and the audit log (altostrat-api.md 3.4, 8, 12)."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from functools import partial

from starlette.requests import Request
from starlette.responses import Response

from altotui.simulator.answers import as_json, unprocessable
from altotui.simulator.audit import AuditEvent
from altotui.simulator.faults import SiteFault, faults_of
from altotui.simulator.platform import Platform
from altotui.simulator.seeded import base62, digest
from altotui.simulator.wording import zulu

_LONGEST_PAGE = 100
_SLICE = 500
_TTL_S = 365 * 86_400
_SEVERITIES = ("LOW", "MEDIUM", "HIGH", "CRITICAL")


async def list_faults(platform: Platform, request: Request) -> Response:
    """Answer `GET /fault`: sites that do not check in, or did not for a while, newest first, cursor paged."""
    query = request.query_params
    limit, start = _limit(request, 50), _cursor(request)
    if query.get("severity", "CRITICAL") not in _SEVERITIES:
        raise unprocessable({"severity": [f"The severity must be one of {', '.join(_SEVERITIES)}."]})
    after_s, before_s = _instant(request, "from"), _instant(request, "to")
    faults = [
        fault
        for fault in await _faults(platform, query.get("site"))
        if (after_s is None or fault.start_s > after_s) and (before_s is None or fault.start_s < before_s)
    ]
    if query.get("severity", "CRITICAL") != "CRITICAL" or query.get("type", "site") != "site":
        faults = []
    if query.get("status") in ("resolved", "unresolved"):
        faults = [fault for fault in faults if _status(fault) == query["status"]]
    faults.sort(key=lambda fault: fault.start_s, reverse=True)
    rows = [_fault(platform, fault) for fault in faults[start : start + limit]]
    more = start + limit < len(faults)
    cursor = _as_cursor(start + limit) if more else None
    return as_json({"data": rows, "meta": {"count": len(rows), "cursor": cursor, "has_more": more}})


async def list_audit_logs(platform: Platform, request: Request) -> Response:
    """Answer `GET /audit-logs`: calls that were not reads, newest first."""
    limit, start = _limit(request, 25), _cursor(request)
    query = request.query_params
    events = list(filter(partial(_is_wanted, request), platform.audit.events()))
    page = events[start : start + limit]
    more = start + limit < len(events)
    now = platform.simulator.clock.now()
    return as_json(
        {
            "data": [platform.audit.as_wire(event) for event in page],
            "pagination": {
                "count": len(page),
                "limit": limit,
                "cursor": _as_cursor(start + limit) if more else None,
                "has_more": more,
            },
            "filters": {name: query[name] for name in query} | {"limit": str(limit)},
            "query_info": {"scanned_count": len(events), "query_time_seconds": 0.04},
            "warnings": [],
            "context": {
                "requesting_user_id": "user_k3j9",
                "requesting_workspace_id": "ws_9pQrStUv",
                "organization_id": "org_4fGh6JkL",
                "timestamp": zulu(now),
            },
        }
    )


async def _faults(platform: Platform, site_id: str | None) -> list[SiteFault]:
    """Return the faults of one site, or of all of them, in no order."""
    simulator = platform.simulator
    now_s = simulator.clock.now().timestamp()
    if site_id is not None:
        index = simulator.fleet.index_of(site_id)
        return [] if index is None else faults_of(simulator, index, now_s)
    found: list[SiteFault] = []
    for index in range(len(simulator.fleet)):
        if index % _SLICE == 0:
            await simulator.clock.sleep(0)
        found += faults_of(simulator, index, now_s)
    return found


def _status(fault: SiteFault) -> str:
    return "unresolved" if fault.end_s is None else "resolved"


def _fault(platform: Platform, fault: SiteFault) -> dict[str, object]:
    profile = platform.simulator.fleet.profile(fault.site_index)
    number = digest(platform.simulator.seed, "fault", fault.site_index, int(fault.start_s))
    return {
        "id": "flt_" + base62(number[:27]),
        "resource_id": profile.site_id,
        "customer_id": "cus_7hK2mN9pQ4rS",
        "microservice_id": "heartbeat-monitor",
        "type": "site",
        "status": _status(fault),
        "severity": "CRITICAL",
        "message": f"Site Offline: {profile.name}",
        "cause": "Disconnected",
        "created_at": _with_microseconds(fault.start_s),
        "resolved_at": None if fault.end_s is None else _with_microseconds(fault.end_s),
        "resource_ancestry_path": profile.site_id,
        "ttl": int(fault.start_s) + _TTL_S,
        "comments": [],
    }


def _with_microseconds(at_s: float) -> str:
    return datetime.fromtimestamp(at_s, UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _is_wanted(request: Request, event: AuditEvent) -> bool:
    query = request.query_params
    start_date, verb, term = query.get("start_date"), query.get("http_verb"), query.get("search_term")
    return (
        (start_date is None or event.at.date().isoformat() >= start_date)
        and (verb is None or event.method == verb)
        and (term is None or term in f"{event.endpoint} {event.request_payload}")
    )


def _limit(request: Request, default: int) -> int:
    text = request.query_params.get("limit", str(default))
    if not (text.isascii() and text.isdigit() and len(text) < 6 and 1 <= int(text) <= _LONGEST_PAGE):
        raise unprocessable({"limit": [f"The limit must be between 1 and {_LONGEST_PAGE}."]})
    return int(text)


def _as_cursor(position: int) -> str:
    return base64.urlsafe_b64encode(f"p{position}".encode()).decode().rstrip("=")


def _cursor(request: Request) -> int:
    """Return where the page begins; a cursor that was never given out is refused."""
    text = request.query_params.get("cursor")
    if text is None:
        return 0
    try:
        decoded = base64.urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4)).decode("ascii")
        if not decoded.startswith("p"):
            raise ValueError(decoded)
        return max(0, int(decoded[1:]))
    except ValueError:
        raise unprocessable({"cursor": ["The cursor is not valid."]}) from None


def _instant(request: Request, name: str) -> float | None:
    text = request.query_params.get(name)
    if text is None:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise unprocessable({name: [f"The {name} must be a date and time."]}) from None
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp()
