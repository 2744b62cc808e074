"""An answer is read to its end and to its bound, whichever comes first, however it is packed."""

from __future__ import annotations

import gc
import gzip
import json
import tracemalloc
import zlib
from collections.abc import AsyncIterator, Iterable, Iterator
from itertools import repeat

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from altotui.api.answer import Answer, read_answer
from altotui.domain.errors import BadAnswer
from altotui.domain.secret_names import MASK

MIB = 1024 * 1024
BODY = json.dumps([{"name": f"site {number}"} for number in range(3000)]).encode()
GZIPPED, DEFLATED = gzip.compress(BODY), zlib.compress(BODY)
RAW_DEFLATE = zlib.compressobj(wbits=-zlib.MAX_WBITS)


class Parts(httpx.AsyncByteStream):
    """A body that comes in those pieces, and counts those that were taken."""

    def __init__(self, parts: Iterable[bytes]) -> None:
        self._parts = parts
        self.taken = 0

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for part in self._parts:
            self.taken += 1
            yield part


def _pieces(content: bytes, size: int) -> Iterator[bytes]:
    return (content[at : at + size] for at in range(0, len(content), size))


async def _read(
    parts: Iterable[bytes] | Parts, encoding: str | None = None, *, max_bytes: int = MIB, status: int = 200
) -> Answer:
    headers = [] if encoding is None else [(b"content-encoding", encoding.encode("latin-1"))]
    stream = parts if isinstance(parts, Parts) else Parts(parts)
    return await read_answer(httpx.Response(status, headers=headers, stream=stream), max_bytes, "GET /x")


PACKED: dict[str, tuple[str | None, bytes]] = {
    "unnamed": (None, BODY),
    "identity": ("identity", BODY),
    "empty name": ("", BODY),
    "gzip": ("gzip", GZIPPED),
    "GZip": (" GZip ", GZIPPED),
    "x-gzip": ("x-gzip", GZIPPED),
    "deflate": ("deflate", DEFLATED),
    "gzip that is deflate": ("gzip", DEFLATED),
}


@pytest.mark.parametrize("size", [1, 7, 1000, 10**9])
@pytest.mark.parametrize("name", PACKED)
async def test_every_known_packing_in_pieces_of_any_size_gives_the_same(name: str, size: int) -> None:
    encoding, content = PACKED[name]
    answer = await _read(_pieces(content, size), encoding)
    assert answer.content == BODY
    assert (answer.status, answer.reason, answer.is_success, answer.is_empty) == (200, "OK", True, False)


@given(st.binary(max_size=5000), st.integers(min_value=1, max_value=300), st.booleans())
async def test_any_content_survives_being_packed_and_cut_into_pieces(
    content: bytes, size: int, is_gzip: bool
) -> None:
    packed = gzip.compress(content) if is_gzip else zlib.compress(content)
    assert (await _read(_pieces(packed, size), "gzip" if is_gzip else "deflate")).content == content


@pytest.mark.parametrize("encoding", [None, "gzip", "deflate"])
@pytest.mark.parametrize("parts", [[], [b""], [b"", b""]])
async def test_an_answer_without_a_body_is_empty_whatever_its_headers_say(
    parts: list[bytes], encoding: str | None
) -> None:
    answer = await _read(parts, encoding, status=204)
    assert (answer.content, answer.is_empty) == (b"", True)


@pytest.mark.parametrize(
    ("content", "is_empty"), [(b"", True), (b" \r\n\t ", True), (b"0", False), (b"\x00", False)]
)
async def test_nothing_but_blanks_is_empty(content: bytes, is_empty: bool) -> None:
    assert (await _read([content])).is_empty is is_empty


@pytest.mark.parametrize(
    ("status", "is_success"),
    [(199, False), (200, True), (204, True), (299, True), (300, False), (500, False)],
)
async def test_success_is_2xx(status: int, is_success: bool) -> None:
    assert (await _read([], status=status)).is_success is is_success


@pytest.mark.parametrize(
    "encoding", ["br", "zstd", "compress", "gzip, gzip", "identity, br", "x" * 500, "a\x1b[2J", "é"]
)
async def test_an_unknown_packing_is_named_and_not_read(encoding: str) -> None:
    stream = Parts(repeat(b"x"))
    with pytest.raises(BadAnswer, match="which was not asked for") as caught:
        await _read(stream, encoding)
    assert str(caught.value).isascii()
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 120
    assert (caught.value.endpoint, caught.value.status) == ("GET /x", 200)
    assert stream.taken == 0


SPOILT = {
    "not compressed": b"not compressed at all",
    "plain": BODY,
    "cut in the trailer": GZIPPED[:-1],
    "cut before the trailer": GZIPPED[:-9],
    "cut early": GZIPPED[:50],
    "cut in the head": GZIPPED[:3],
    "deflate, cut": DEFLATED[:-1],
    "wrong checksum": GZIPPED[:-8] + b"\0" * 8,
    "more behind it": GZIPPED + b"x",
    "two of them": GZIPPED * 2,
    "deflate without its head": RAW_DEFLATE.compress(BODY) + RAW_DEFLATE.flush(),
}


@pytest.mark.parametrize("size", [1, 100, 10**9])
@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
@pytest.mark.parametrize("name", SPOILT)
async def test_broken_packing_is_said_to_be_broken(name: str, encoding: str, size: int) -> None:
    content = SPOILT[name]
    with pytest.raises(BadAnswer, match="its compression is broken") as caught:
        await _read(_pieces(content, size), encoding)
    assert (caught.value.endpoint, caught.value.status) == ("GET /x", 200)


@pytest.mark.parametrize("size", [1, 1000, 10**9])
@pytest.mark.parametrize(
    ("encoding", "pack"), [(None, bytes), ("gzip", gzip.compress), ("deflate", zlib.compress)]
)
@pytest.mark.parametrize(
    ("length", "is_read"), [(9_999, True), (10_000, True), (10_001, False), (99_999, False)]
)
async def test_the_bound_is_exact(
    length: int, is_read: bool, encoding: str | None, pack: type[bytes], size: int
) -> None:
    content = pack(b" " * length)
    if is_read:
        assert len((await _read(_pieces(content, size), encoding, max_bytes=10_000)).content) == length
    else:
        with pytest.raises(BadAnswer, match="it is larger than 0 MiB, so it was not read"):
            await _read(_pieces(content, size), encoding, max_bytes=10_000)


async def test_what_is_too_large_is_not_read_any_further() -> None:
    stream = Parts(repeat(b"x" * MIB))
    with pytest.raises(BadAnswer, match="it is larger than 4 MiB") as caught:
        await _read(stream, max_bytes=4 * MIB, status=502)
    assert stream.taken == 5
    assert caught.value.status == 502


def _bomb(wbits: int, mebibytes: int = 200) -> bytes:
    press = zlib.compressobj(9, wbits=wbits)
    return b"".join(press.compress(b" " * MIB) for _ in range(mebibytes)) + press.flush()


@pytest.fixture(scope="module", params=["gzip", "deflate"])
def bomb(request: pytest.FixtureRequest) -> tuple[str, bytes]:
    """200 MiB of blanks in some 200 kB."""
    encoding: str = request.param
    return encoding, _bomb(zlib.MAX_WBITS | 16 if encoding == "gzip" else zlib.MAX_WBITS)


@pytest.mark.parametrize("size", [1000, 64 * 1024, 10**9])
@pytest.mark.parametrize("max_mib", [1, 8, 16])
async def test_a_bomb_is_stopped_at_the_bound_and_takes_little_more_memory(
    max_mib: int, size: int, bomb: tuple[str, bytes]
) -> None:
    encoding, content = bomb
    peak_bytes = await _peak_of_refusal(Parts(_pieces(content, size)), encoding, max_mib * MIB, "larger than")
    assert peak_bytes < (max_mib + 4) * MIB


async def test_bytes_without_end_behind_a_packed_answer_take_no_memory() -> None:
    endless = Parts([gzip.compress(b"[]"), *repeat(b"x" * MIB, 64)])
    assert await _peak_of_refusal(endless, "gzip", MIB, "broken") < 2 * MIB
    assert endless.taken == 2


async def test_a_stream_of_packed_answers_without_content_takes_no_memory() -> None:
    nothing = zlib.compressobj(wbits=zlib.MAX_WBITS | 16)
    start = nothing.compress(b"") + nothing.flush(zlib.Z_SYNC_FLUSH)
    more = [nothing.flush(zlib.Z_FULL_FLUSH) * 1000 for _ in range(64)]
    assert await _peak_of_refusal(Parts([start, *more]), "gzip", MIB, "broken") < 2 * MIB


async def _peak_of_refusal(stream: Parts, encoding: str, max_bytes: int, words: str) -> int:
    gc.collect()
    tracemalloc.start()
    try:
        with pytest.raises(BadAnswer, match=words):
            await _read(stream, encoding, max_bytes=max_bytes)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


async def test_headers_have_one_text_for_each_name_whatever_they_are_written_in() -> None:
    given = [
        (b"Link", b"<a>"),
        (b"LINK", b"<b>"),
        (b"X-Utf8", "Zürich 東京".encode()),
        (b"x-latin", "Zürich".encode("latin-1")),
    ]
    response = httpx.Response(200, headers=given, stream=Parts([b""]))
    answer = await read_answer(response, MIB, "GET /x")
    assert answer.headers == {"link": "<a>, <b>", "x-utf8": "Zürich 東京", "x-latin": "Zürich"}


@pytest.mark.parametrize("secret", ["canary/with/slashes", "canary"])
@pytest.mark.parametrize("quoted", ["%s", "before %s behind", "%s%s"])
async def test_a_header_that_quotes_the_token_has_a_mask_in_its_place(secret: str, quoted: str) -> None:
    text = quoted.replace("%s", secret)
    response = httpx.Response(200, headers={"location": text, "other": "canal"}, stream=Parts([b""]))
    answer = await read_answer(response, MIB, "GET /x", [secret])
    assert "canary" not in answer.headers["location"]
    assert answer.headers["location"] == quoted.replace("%s", MASK)
    assert answer.headers["other"] == "canal"


@pytest.mark.parametrize("secrets", [["canary", "canary-and-more"], ["canary-and-more", "canary"]])
async def test_a_token_that_begins_like_another_is_masked_whole(secrets: list[str]) -> None:
    response = httpx.Response(200, stream=Parts([b'"canary-and-more" "canary"']))
    answer = await read_answer(response, MIB, "GET /x", secrets)
    assert answer.content.decode() == f'"{MASK}" "{MASK}"'
