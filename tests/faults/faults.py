"""What the fault server does with a request: one small value for each way in which HTTP goes wrong.

Bodies are bytes, sent as they are, or anything else, sent as JSON. A fault that neither ends the connection
nor spoils it leaves it alive for the next request, as a real server does.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from tests.faults.connection import Connection
from tests.faults.messages import JSON, Headers, encoded, head, json_message, message

OK: object = {"status": "success", "data": []}
"""An answer that every call of the client can read."""
EVIL = {"evil": True}
"""The body of an answer that nobody asked for."""


@dataclass(frozen=True)
class Fault:
    """One thing that goes wrong, or right."""

    name: str
    play: Callable[[Connection], Awaitable[None]]
    is_applied: bool = True
    """Whether the server carries the request out."""
    needs_request: bool = True
    """False when it happens to a connection before a request is read."""

    def __str__(self) -> str:
        return self.name


# Answers


def answer(
    status: int = 200,
    body: object = OK,
    headers: Headers = (),
    *,
    content_type: str = "application/json",
    is_applied: bool | None = None,
) -> Fault:
    """Give a proper answer; below 400 the request counts as applied unless `is_applied` says otherwise."""
    data = message(status, encoded(body), [("Content-Type", content_type), *headers])
    return raw(data, name=f"answer {status}", is_applied=status < 400 if is_applied is None else is_applied)


def refusal(status: int, text: str = "no", headers: Headers = (), *, is_applied: bool = False) -> Fault:
    """Answer with an error of the API: `{"message": text}`."""
    return answer(status, {"message": text}, headers, is_applied=is_applied)


def page(status: int = 200, title: str = "Sign in", *, is_applied: bool = False) -> Fault:
    """Answer with an HTML page: a captive portal with 200, a gateway with 502, 503 and 504."""
    html = f"<html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>\r\n".encode()
    fault = answer(status, html, content_type="text/html", is_applied=is_applied)
    return replace(fault, name=f"page {status}")


def raw(data: bytes, *, name: str = "raw bytes", is_applied: bool = True, then_close: bool = False) -> Fault:
    """Answer with those very bytes."""

    async def play(connection: Connection) -> None:
        await connection.send(data)
        if then_close:
            connection.finish()

    return Fault(name, play, is_applied)


def redirect(status: int, location: str) -> Fault:
    """Point elsewhere; whether the client went there shows in the requests of the server behind `location`."""
    moved = answer(status, {"message": "moved"}, [("Location", location)], is_applied=False)
    return replace(moved, name=f"redirect {status}")


def delayed(delay_s: float, fault: Fault) -> Fault:
    """Play `fault` after real seconds; a request it applies is applied at once."""

    async def play(connection: Connection) -> None:
        await asyncio.sleep(delay_s)
        await fault.play(connection)

    return replace(fault, name=f"{fault} after {delay_s} s", play=play)


def held(until: asyncio.Event, fault: Fault) -> Fault:
    """Play `fault` once the test sets `until`; a request it applies is applied at once."""

    async def play(connection: Connection) -> None:
        await until.wait()
        await fault.play(connection)

    return replace(fault, name=f"{fault} held back", play=play)


# Connections that break


def reset_at_accept() -> Fault:
    """Reset the connection as soon as it is there."""
    return Fault("reset at accept", _reset, is_applied=False, needs_request=False)


def reset_before_reading() -> Fault:
    """Reset the connection when a request begins to come in, and read none of it."""

    async def play(connection: Connection) -> None:
        await connection.first_byte()
        connection.reset()

    return Fault("reset before reading", play, is_applied=False, needs_request=False)


def reset_after_request(*, is_applied: bool = True) -> Fault:
    """Read the request, then reset the connection."""
    return Fault("reset after the request", _reset, is_applied)


async def _reset(connection: Connection) -> None:
    connection.reset()


def close_without_answer(*, is_applied: bool = True) -> Fault:
    """Read the request, then close the connection properly and say nothing."""

    async def play(connection: Connection) -> None:
        connection.finish()

    return Fault("close without an answer", play, is_applied)


def answer_then_close(body: object = OK, *, by_reset: bool = False) -> Fault:
    """Answer as if the connection would live on, and end it at once: the stale kept-alive connection."""
    data = json_message(body)

    async def play(connection: Connection) -> None:
        await connection.send(data)
        await _end(connection, by_reset)

    return Fault(f"answer, then {'reset' if by_reset else 'close'}", play)


def black_hole() -> Fault:
    """Accept, never read, never answer."""
    return Fault("black hole", Connection.ignore, is_applied=False, needs_request=False)


def silence(*, is_applied: bool = True) -> Fault:
    """Read the request, carry it out, never answer."""
    return Fault("silence", Connection.wait_for_hang_up, is_applied)


async def _end(connection: Connection, by_reset: bool) -> None:
    if by_reset:
        await connection.delivered()
        connection.reset()
    else:
        connection.finish()


# Answers that break off, crawl or run over


def cut_body(
    at_bytes: int, body: object = OK, *, by_reset: bool = False, status: int = 200, is_applied: bool = True
) -> Fault:
    """Announce the whole body and end the connection after `at_bytes` of it."""
    whole = json_message(body, status)
    kept = whole[: whole.index(b"\r\n\r\n") + 4 + at_bytes]
    return _cut(kept, f"body cut at {at_bytes}", by_reset, is_applied)


def ended_early(body: object = OK) -> Fault:
    """Send a whole document, announce more than that, and close: it could be read, and nobody may."""
    data = encoded(body)
    return raw(head(200, [JSON], length=len(data) + 10) + data, name="ended early", then_close=True)


def cut_head(at_bytes: int, body: object = OK, *, by_reset: bool = False, is_applied: bool = True) -> Fault:
    """End the connection `at_bytes` after the start of the status line."""
    return _cut(json_message(body)[:at_bytes], f"head cut at {at_bytes}", by_reset, is_applied)


def _cut(kept: bytes, name: str, by_reset: bool, is_applied: bool) -> Fault:
    async def play(connection: Connection) -> None:
        await connection.send(kept)
        await _end(connection, by_reset)

    return Fault(f"{name} by {'RST' if by_reset else 'FIN'}", play, is_applied)


def drip_body(body: object = OK, *, bytes_at_once: int = 1, every_s: float = 0.05) -> Fault:
    """Send the head at once and the body in tiny segments; `every_s` 0 is as fast as it goes."""
    data = encoded(body)
    start = head(200, [JSON], length=len(data))

    async def play(connection: Connection) -> None:
        await connection.send(start)
        await connection.send_slowly(data, bytes_at_once, every_s)

    return Fault("dripping body", play)


def drip_head(body: object = OK, *, bytes_at_once: int = 1, every_s: float = 0.05) -> Fault:
    """Send all of the answer in tiny segments, from the status line on."""
    data = json_message(body)

    async def play(connection: Connection) -> None:
        await connection.send_slowly(data, bytes_at_once, every_s)

    return Fault("dripping head", play)


def chunked(body: object = OK, *, chunk_bytes: int = 1) -> Fault:
    """Send the body in chunks of that size, as fast as they are taken."""
    data = encoded(body)
    pieces = [data[at : at + chunk_bytes] for at in range(0, len(data), chunk_bytes)]
    lines = b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces)
    headers = [JSON, ("Transfer-Encoding", "chunked")]
    return raw(message(200, lines + b"0\r\n\r\n", headers), name=f"chunks of {chunk_bytes}")


def smuggled(body: object = OK, second: object = EVIL) -> Fault:
    """Answer, and let a second answer that belongs to no request follow in the same segment."""
    return raw(json_message(body) + json_message(second), name="second answer smuggled in")


def after_interim(*statuses: int, body: object = OK) -> Fault:
    """Send interim answers, such as 100 and 103, and then the answer."""
    data = b"".join(message(status, headers=[("Link", "</a>; rel=preload")]) for status in statuses)
    return raw(data + json_message(body), name=f"answer after {statuses}")


# Answers that are none


def huge_header(size_bytes: int = 300_000) -> Fault:
    """Answer with one header of that size."""
    return raw(json_message(OK, headers=[("X-Padding", "a" * size_bytes)]), name="huge header")


def many_headers(count: int = 10_000) -> Fault:
    """Answer with that many headers."""
    headers = [(f"X-{number}", "a") for number in range(count)]
    return raw(json_message(OK, headers=headers), name="many headers")


def two_lengths() -> Fault:
    """Answer with two Content-Length headers that differ."""
    body = encoded(OK)
    lengths = [("Content-Length", str(len(body))), ("Content-Length", str(len(body) + 7))]
    return raw(message(200, body, lengths), name="two lengths", then_close=True)


def not_http(data: bytes = b"SSH-2.0-dropbear\r\n") -> Fault:
    """Answer in another protocol."""
    return raw(data, name="not HTTP", then_close=True)
