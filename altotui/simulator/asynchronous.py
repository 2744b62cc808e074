"""Queueing a job: described in JSON, or as raw text with a key (altostrat-api.md 6.1 and 6.2)."""

from __future__ import annotations

import uuid
from collections import defaultdict

from starlette.requests import Request
from starlette.responses import Response

from altotui.domain.ids import is_uuid
from altotui.simulator.answers import (
    Refusal,
    as_json,
    error,
    parameter_invalid,
    parameter_missing,
    success,
    unprocessable,
)
from altotui.simulator.bodies import json_object, plain_text
from altotui.simulator.job_wire import v1_job
from altotui.simulator.jobs import JobOrder
from altotui.simulator.platform import KeyedJob, Platform
from altotui.simulator.seeded import uuid_of
from altotui.simulator.wording import offset_s

_FLAGS = ("make_backup", "express_execute", "needs_acknowledgement")
_MAX_DESCRIPTION = 100
_MAX_JSON_SCRIPT = 2000
_RAW_SCRIPT = range(3, 10_001)
_RAW_DESCRIPTION = range(3, _MAX_DESCRIPTION + 1)


async def queue_json(platform: Platform, request: Request) -> Response:
    """Answer `POST /api/asynchronous/{siteId}`: the key of the job and the id of the request."""
    index = platform.site_index(request)
    body = await json_object(request)
    errors = _json_errors(body, legacy=platform.simulator.spelling == "legacy")
    if errors:
        raise unprocessable(errors)
    simulator = platform.simulator
    platform.json_jobs += 1
    site_id = simulator.fleet.site_id(index)
    namespace = uuid.UUID(uuid_of(simulator.seed, "requests"))
    key = str(uuid.uuid5(namespace, f"key {site_id} {platform.json_jobs}"))
    now_s = simulator.clock.now().timestamp()
    notify_url = body.get("notify_url")
    order = JobOrder(
        id=uuid_of(simulator.seed, "job", key),
        idempotency_key=key,
        description=str(body["description"]),
        script=str(body["script"]),
        created_s=now_s,
        express=bool(body.get("express_execute", False)),
        needs_acknowledgement=bool(body.get("needs_acknowledgement", False)),
        backup=bool(body.get("make_backup", False)),
        notify_url=notify_url if isinstance(notify_url, str) else None,
    )
    simulator.state(index).queue(order)
    if order.notify_url:
        simulator.notified_sites.add(index)
    return success(
        {
            "idempotency_key": key,
            "request_id": str(uuid.uuid5(namespace, f"request {site_id} {platform.json_jobs}")),
            "target": site_id,
            "notify_url": order.notify_url,
            "date": offset_s(now_s),
        }
    )


async def queue_raw(platform: Platform, request: Request) -> Response:
    """Answer `POST /site/{siteId}/job`: the job, or the first one when the key was used before."""
    index = platform.site_index(request)
    script = await plain_text(request)
    order = _raw_order(platform, request, script)
    payload = (
        order.description,
        order.script,
        f"{order.express} {order.needs_acknowledgement} {order.backup}",
    )
    first = platform.keyed_jobs.get(order.idempotency_key)
    if first is None:
        platform.keyed_jobs[order.idempotency_key] = KeyedJob(payload, index, order.id)
        platform.simulator.state(index).queue(order)
    elif (first.payload, first.site_index) != (payload, index):
        text = "The idempotency key was used before with another request."
        raise unprocessable({"X-Idempotency-Key": [text]})
    jobs = platform.simulator.state(index).jobs()
    job = next(job for job in jobs if job.order.id == order.id)
    return as_json(v1_job(job, platform.simulator.fleet.site_id(index)), 201)


def _raw_order(platform: Platform, request: Request, script: str) -> JobOrder:
    key, description = request.headers.get("x-idempotency-key"), request.headers.get("x-description")
    if key is None:
        raise parameter_missing("X-Idempotency-Key")
    if description is None:
        raise parameter_missing("X-Description")
    if not is_uuid(key):
        raise parameter_invalid("The 'X-Idempotency-Key' value must be a UUID.")
    errors: dict[str, list[str]] = {}
    if len(description) not in _RAW_DESCRIPTION:
        errors["X-Description"] = ["The description must be between 3 and 100 characters."]
    if len(script) not in _RAW_SCRIPT:
        errors["script"] = ["The script must be between 3 and 10000 characters."]
    if errors:
        raise unprocessable(errors)
    return JobOrder(
        id=uuid_of(platform.simulator.seed, "job", key.lower()),
        idempotency_key=key.lower(),
        description=description,
        script=script,
        created_s=platform.simulator.clock.now().timestamp(),
        express=_flag(request, "X-Express-Execute", default=False),
        needs_acknowledgement=_flag(request, "X-Needs-Ack", default=True),
        backup=_flag(request, "X-Backup", default=False),
    )


def _flag(request: Request, name: str, *, default: bool) -> bool:
    text = request.headers.get(name)
    if text is None:
        return default
    if text not in ("true", "false"):
        raise parameter_invalid(f"The '{name}' value must be true or false.")
    return text == "true"


def _json_errors(body: dict[str, object], *, legacy: bool) -> dict[str, list[str]]:
    errors: defaultdict[str, list[str]] = defaultdict(list)
    for name, longest in (("description", _MAX_DESCRIPTION), ("script", _MAX_JSON_SCRIPT)):
        text = body.get(name)
        if text is None or (isinstance(text, str) and not text.strip()):
            errors[name].append(f"The {name} field is required.")
        elif not isinstance(text, str):
            errors[name].append(f"The {name} field must be a string.")
        elif len(text) > longest:
            errors[name].append(f"The {name} field must not be greater than {longest} characters.")
    for name in _FLAGS:
        if name not in body:
            if legacy:
                errors[name].append(f"The {name} field is required.")
        elif not isinstance(body[name], bool):
            errors[name].append(f"The {name} field must be true or false.")
    notify_url = body.get("notify_url")
    if notify_url is not None and not (isinstance(notify_url, str) and notify_url.startswith("https://")):
        errors["notify_url"].append("The notify_url field must start with https://.")
    return errors


def already_started() -> Refusal:
    """Return the refusal to delete a job that its router has collected."""
    return Refusal(error(409, "job_already_started", "The job has started and stays in the history."))
