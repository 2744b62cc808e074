"""Tag definitions and which site has which value (altostrat-api.md 4.9)."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

from starlette.responses import Response

from altotui.domain.clock import Clock
from altotui.simulator.fleet import Fleet
from altotui.simulator.profile import RouterProfile
from altotui.simulator.wording import zulu

_COLORS = {"region": "#2E7D32", "isp": "#1565C0", "role": "#6A1B9A", "tier": "#F9A825", "note": "#C62828"}
_DEFINED_DAYS_AGO = 1200
_MANDATORY = frozenset({"region"})
_SLICE = 200


async def tag_rows(fleet: Fleet, clock: Clock, started_at: datetime) -> Response:
    """Return every definition with its values; built in slices that let the loop run in between."""
    values: dict[str, list[bytes]] = {key: [] for key in _COLORS}
    for start in range(0, len(fleet), _SLICE):
        sliced: dict[str, list[str]] = {key: [] for key in _COLORS}
        for index in range(start, min(start + _SLICE, len(fleet))):
            _add_values(sliced, fleet.profile(index))
        for key, rows in sliced.items():
            if rows:
                values[key].append(",".join(rows).encode())
        await clock.sleep(0)
    defined_at = zulu(started_at - timedelta(days=_DEFINED_DAYS_AGO))
    parts = [_definition(key, defined_at, rows) for key, rows in values.items() if rows]
    return Response(b"[" + b",".join(parts) + b"]", media_type="application/json")


def _add_values(values: dict[str, list[str]], profile: RouterProfile) -> None:
    stamp = zulu(profile.created_at)
    for tag in profile.tags:
        key, _, value = tag.partition(":")
        values[key].append(
            f'{{"tag_id":"tag_{key}","correlation_id":"{profile.site_id}","correlation_type":"site",'
            f'"value":{json.dumps(value, ensure_ascii=False)},"created_at":"{stamp}","updated_at":"{stamp}"}}'
        )


def _definition(key: str, defined_at: str, rows: list[bytes]) -> bytes:
    definition = {
        "id": f"tag_{key}",
        "key": key,
        "color": _COLORS[key],
        "mandatory_on": ["site"] if key in _MANDATORY else [],
        "created_at": defined_at,
        "updated_at": defined_at,
    }
    head = json.dumps(definition, separators=(",", ":"))[:-1].encode()
    return head + b',"values":[' + b",".join(rows) + b"]}"
