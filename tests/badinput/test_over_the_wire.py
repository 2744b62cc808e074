"""Bad answers on the wire: headers, addresses in errors, quoted tokens; through the real client over TCP."""

from __future__ import annotations

from dataclasses import replace

import pytest

from altotui.domain.command import CommandResult
from altotui.domain.errors import ApiError
from altotui.domain.outcome import Outcome
from tests.badinput.replies import CORPUS, acting_in, rows_of
from tests.faults import faults
from tests.faults.consoles import TOKEN, Asked, console_for
from tests.faults.faults import Fault
from tests.faults.messages import JSON, encoded, message
from tests.faults.server import fault_server

_BODY = encoded({"status": "success", "data": [{"a": "b"}]})


def _with_header(name: bytes, value: bytes) -> Fault:
    """Answer properly, with one header of any bytes."""
    start, _, rest = message(200, _BODY, [JSON]).partition(b"\r\n")
    return faults.raw(b"\r\n".join((start, name + b": " + value, rest)), name=f"{name!r}: {value[:20]!r}")


HEADERS: list[tuple[Fault, Outcome]] = [
    (faults.huge_header(), Outcome.UNKNOWN),
    (faults.many_headers(), Outcome.OK),
    (_with_header(b"X-Odd", b"caf\xe9 \xff\x80"), Outcome.OK),
    (_with_header(b"X-Odd", b"a" * 20_000), Outcome.OK),
    (_with_header(b"X-Odd", b"\x1b]0;owned\x07"), Outcome.OK),
    (_with_header(b"X-Odd", b"a\x00b"), Outcome.UNKNOWN),
    (_with_header(b"X Odd", b"a"), Outcome.UNKNOWN),
    (_with_header(b"Date", b"\xff tomorrow"), Outcome.OK),
    (_with_header(b"Retry-After", b"\xff"), Outcome.OK),
    (_with_header(b"X-RateLimit-Remaining", b"-1e999"), Outcome.OK),
    (_with_header(b"Content-Encoding", b"\xe9"), Outcome.UNKNOWN),
    (faults.redirect(302, "https://x.test/\x1b]0;owned\x07"), Outcome.UNKNOWN),
    (faults.answer(200, b"<p>", content_type="text/\x1b[2Jhtml"), Outcome.UNKNOWN),
]


@pytest.mark.parametrize(("fault", "ends"), HEADERS, ids=lambda each: str(each)[:40])
async def test_b41_a_bad_header_has_a_clean_end_and_costs_nothing_else(fault: Fault, ends: Outcome) -> None:
    async with fault_server([fault]) as server, console_for(server.url) as console:
        ended = await console.ask(Asked.WRITE)
        assert ended.how is ends
        assert acting_in(ended.message) == []
        assert len(ended.message) < 500
        assert len(server.requests) == 1
        server.follow(fault)
        listed = await console.ask(Asked.POLL)
        assert listed.how is Outcome.OK or (isinstance(listed.how, type) and issubclass(listed.how, ApiError))
        assert acting_in(listed.message) == []
        server.follow(faults.answer())
        assert (await console.ask(Asked.WRITE)).how is Outcome.OK
        console.check_books()


ADDRESSES = (
    "javascript:alert(1)",
    "file:///etc/passwd",
    "https://elsewhere.test/\x1b]8;;x",
    "\\\\host\\share",
)


@pytest.mark.parametrize("address", ADDRESSES, ids=ascii)
@pytest.mark.parametrize("status", [200, 400, 422, 500])
async def test_b40_an_address_in_an_error_is_text_and_nobody_goes_there(address: str, status: int) -> None:
    error = {"status": "error", "message": f"see {address}", "doc_url": address, "type": address}
    async with fault_server(faults.answer(status, error)) as server, console_for(server.url) as console:
        ended = await console.ask(Asked.WRITE)
        assert ended.how is not Outcome.OK
        assert acting_in(ended.message) == []
        assert "see " in ended.message
        assert len(server.requests) == 1
        assert {request.path for request in server.requests} == {server.requests[0].path}


@pytest.mark.parametrize("text", [f"Bearer {TOKEN}", TOKEN, f"token={TOKEN}&x", f"\x1b[31m{TOKEN}\x1b[0m"])
async def test_b39_a_token_in_an_error_is_redacted(text: str) -> None:
    plans = [
        *(faults.refusal(status, text) for status in (400, 403, 422, 500)),
        faults.answer(200, {"status": "error", "message": text}),
        faults.page(502, text),
        replace(faults.redirect(302, f"https://elsewhere.test/?{TOKEN}"), name="redirect"),
    ]
    for plan in plans:
        async with fault_server(plan) as server, console_for(server.url) as console:
            for asked in (Asked.WRITE, Asked.POLL):
                ended = await console.ask(asked)
                assert ended.how is not Outcome.OK
                assert TOKEN not in ended.message
                assert TOKEN not in repr(console.notebook)


async def test_what_a_router_says_arrives_raw_and_what_failed_is_visible() -> None:
    rows = rows_of(CORPUS)
    answer = faults.answer(body={"status": "success", "data": rows})
    async with fault_server(answer) as server, console_for(server.url) as console:
        ended = await console.ask(Asked.READ)
        assert isinstance(ended.result, CommandResult)
        assert list(ended.result.reply.rows) == rows
        assert ended.message == ""
        for text in CORPUS:
            server.follow(faults.answer(200, {"status": "error", "message": text}))
            failed = await console.ask(Asked.WRITE)
            assert failed.how is Outcome.ROUTER_ERROR
            assert acting_in(failed.message) == []
            assert failed.message
