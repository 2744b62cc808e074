"""A simulated platform whose every answer carries hostile text: the real answers, with each text of them replaced."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from itertools import count
from urllib.parse import parse_qs

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from altotui.simulator.routeros.hostile import PAYLOADS
from tests.hostile.fields import KEPT, MODELS, REST, text_fields, texts_of

Text = Callable[[str, int], str]
"""Gives the text of a field, by its name, in record number so and so."""
Json = dict[str, object]
_BY_PATH = {"/sites": "SiteWire", "/job": "JobWire", "/fault": "FaultWire", "/metrics/": "HeartbeatWire"}
_A_JOB: Json = {"created_at": "2026-03-02T09:10:00Z", "express_execute": False, "needs_acknowledgement": True}
_GONE: Json = {"has_pulse": False, "last_seen_at": "2026-03-02T08:00:00Z"}
_PLACES = {name: number for number, name in enumerate(sorted({*text_fields(), *REST}))}


def payload(field: str, number: int) -> str:
    """Return another payload for each field of a record, so that so many records bring each payload to each field."""
    return PAYLOADS[(number + _PLACES[field] * 7) % len(PAYLOADS)].text


def mark_of(field: str) -> str:
    """Return a word that stands for one field alone."""
    return f"q{_PLACES[field]:02}z"


def marked(field: str, _: int) -> str:
    """Return a title of a window with the mark of the field in it."""
    return f"\x1b]0;{mark_of(field)}\x07"


class Overlay:
    """An ASGI application in front of the simulator."""

    def __init__(self, behind: ASGIApp, text: Text, jobs: int) -> None:
        """Take the simulator, what gives the texts, and how many jobs each site shall have."""
        self._behind = behind
        self._text = text
        self._jobs = jobs
        self._refusals = count()
        self.dark: Callable[[int], bool] = lambda _: False
        """Picks the sites, by their place in the list, that have gone offline."""
        self.refuses: Callable[[str], bool] = lambda _: False
        """Picks the paths that are refused."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        answer: list[Message] = []

        async def keep(message: Message) -> None:
            answer.append(message)

        await self._behind(scope, receive, keep)
        start, body = answer[0], b"".join(message.get("body", b"") for message in answer[1:])
        status, content, kind = start["status"], body, b"application/json"
        if self.refuses(scope["path"]):
            status, content, kind = self._refusal()
        elif body and status < 300:
            read = json.loads(body)
            if scope["path"] == "/fault":
                read = _with_faults(read, parse_qs(scope["query_string"].decode())["site"][0])
            content = _written(self._changed(scope["path"], scope["method"], read), scope["path"])
        elif body:
            status, content, kind = self._refusal()
        kept = [pair for pair in start["headers"] if pair[0] not in (b"content-length", b"content-type")]
        headers = [*kept, (b"content-type", kind), (b"content-length", str(len(content)).encode())]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": content})

    def _refusal(self) -> tuple[int, bytes, bytes]:
        """Return the next kind of refusal, with the next text."""
        number = next(self._refusals)
        page = f"<html><title>{self._text('page', number)}</title></html>".encode("utf-8", "replace")
        page = page.replace(b"</title>", b"\xff\x9b31m</title>")
        kinds: tuple[tuple[int, object], ...] = (
            (400, {"message": self._text("trap", number), "code": "router_error"}),
            (422, {"errors": {self._text("refused field", number): [self._text("refusal", number)]}}),
            (500, {"message": self._text("refusal", number), "code": self._text("refusal", number)}),
            (502, None),
        )
        status, body = kinds[number % len(kinds)]
        if body is None:
            return status, page, b"text/html"
        return status, json.dumps(body).encode(), b"application/json"

    def _changed(self, path: str, method: str, body: object) -> object:
        if "/synchronous/" in path:
            return self._reply(body)
        if "/asynchronous/" in path or (method == "POST" and path.endswith("/job")):
            model = "QueuedWire" if "/asynchronous/" in path else "JobWire"
            inner = body["data"] if isinstance(body, dict) and "data" in body else body
            return self._record(model, inner, 0) if isinstance(inner, dict) else body
        if path == "/tags":
            return self._tags(body)
        for end, model in _BY_PATH.items():
            if path.endswith(end) or (end.endswith("/") and end in path):
                return self._records(model, body)
        return body

    def _records(self, model: str, body: object) -> object:
        if isinstance(body, dict):
            return {**body, "data": self._records(model, body["data"])}
        records = body if isinstance(body, list) else []
        if model == "JobWire":
            records = [(records or [_A_JOB])[number % max(1, len(records))] for number in range(self._jobs)]
        changed = [self._record(model, record, number) for number, record in enumerate(records)]
        if model == "SiteWire":
            for number, record in enumerate(changed):
                record |= _GONE if self.dark(number) else {}
        return changed

    def _record(self, model: str, record: Mapping[str, object], number: int) -> Json:
        fields = texts_of(MODELS[model])
        texts = {
            name: self._text(f"{model}.{name}", number) for name in fields if f"{model}.{name}" not in KEPT
        }
        if model in ("JobWire", "FaultWire"):
            texts["id"] = f"{texts['id']}{number}"
        return {**record, **texts}

    def _tags(self, body: object) -> object:
        assert isinstance(body, list)
        return [
            {
                **self._record("TagWire", tag, number),
                "values": [self._record("TagValueWire", use, at) for at, use in enumerate(tag["values"])],
            }
            for number, tag in enumerate(body)
        ]

    def _reply(self, body: object) -> object:
        """Return as many rows as there are payloads, with a hostile key each; a lone `ret` keeps its form."""
        data = body.get("data") if isinstance(body, dict) else body
        rows = data if isinstance(data, list) and data else [{}]
        if set(rows[0]) == {"ret"}:
            return {"status": "success", "data": [{"ret": self._text("ret", 0)}]}
        return {
            "status": "success",
            "data": [self._row(rows[at % len(rows)], at) for at in range(self._jobs)],
        }

    def _row(self, row: Mapping[str, object], number: int) -> Json:
        texts = {key: value if key == ".id" else self._text("value", number) for key, value in row.items()}
        return {**texts, self._text("key", number): self._text("value", number + 1)}


def _written(body: object, path: str) -> bytes:
    """Return JSON: of routers with bytes that are no UTF-8 where a text has half a character, of others escaped."""
    if "/synchronous/" in path:
        return json.dumps(body, ensure_ascii=False).encode("utf-8", "surrogatepass")
    return json.dumps(body).encode()


def _with_faults(page: Json, site_id: str) -> Json:
    """Return a page of faults with some of that site: most simulated sites have none."""
    fault = {"created_at": "2026-03-02T09:00:00Z", "resolved_at": None, "resource_ancestry_path": site_id}
    return {**page, "data": [fault] * 4}
