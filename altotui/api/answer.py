"""One whole answer: status, headers and a body that is bounded, also when it was sent compressed."""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterator, Collection, Iterable, Mapping
from typing import NamedTuple

import httpx

from altotui.domain.errors import BadAnswer
from altotui.domain.secret_names import MASK

_GZIP_OR_ZLIB = 32 + zlib.MAX_WBITS
_MASK = MASK.encode()
_STEP_BYTES = 64 * 1024
"""Inflated at once: a bomb must not fill the memory twice."""


class Answer(NamedTuple):
    """An answer that has been read to its end."""

    status: int
    reason: str
    headers: Mapping[str, str]
    """By their names in lower case."""
    content: bytes

    @property
    def is_success(self) -> bool:
        """Return whether the status is 2xx."""
        return 200 <= self.status < 300

    @property
    def is_empty(self) -> bool:
        """Return whether there is nothing but blanks in it."""
        return not self.content.strip()


async def read_answer(
    response: httpx.Response, max_bytes: int, endpoint: str, secrets: Collection[str] = ()
) -> Answer:
    """Read `response` to its end; where it quotes one of `secrets`, a mask is passed on.

    Raises:
        BadAnswer: It is larger than `max_bytes`, or compressed in a way that was not asked for and is not known.
    """
    written = _as_written(secrets)
    headers = _headers(response.headers.raw, written)
    encoding = headers.get("content-encoding", "identity").strip().lower()
    if encoding in ("identity", ""):
        parts = response.aiter_raw()
    elif encoding in ("gzip", "x-gzip", "deflate"):
        parts = _inflated(response.aiter_raw(), max_bytes)
    else:
        raise BadAnswer(
            f"it is compressed as {encoding[:40]!a}, which was not asked for",
            endpoint=endpoint,
            status=response.status_code,
        )
    content = bytearray()
    try:
        async for part in parts:
            content += part
            if len(content) > max_bytes:
                raise BadAnswer(
                    f"it is larger than {max_bytes // (1024 * 1024)} MiB, so it was not read",
                    endpoint=endpoint,
                    status=response.status_code,
                )
    except zlib.error:
        raise BadAnswer("its compression is broken", endpoint=endpoint, status=response.status_code) from None
    reason = _masked(response.reason_phrase.encode(), written).decode()
    return Answer(response.status_code, reason, headers, _masked(bytes(content), written))


def _headers(raw: Iterable[tuple[bytes, bytes]], secrets: Collection[bytes]) -> dict[str, str]:
    """Return the texts of the headers by their names; of one that comes twice both, with a comma between."""
    headers: dict[str, str] = {}
    for name, value in raw:
        key, text = _decoded(name).lower(), _decoded(_masked(value, secrets))
        headers[key] = f"{headers[key]}, {text}" if key in headers else text
    return headers


def _decoded(text: bytes) -> str:
    """Return the text of a header: HTTP leaves its encoding open."""
    try:
        return text.decode()
    except UnicodeDecodeError:
        return text.decode("latin-1")


def _as_written(secrets: Collection[str]) -> list[bytes]:
    """Return how an answer may quote `secrets`: as they are, or with the slashes of JSON escaped; long ones first."""
    written = {form.encode() for one in filter(None, secrets) for form in (one, one.replace("/", "\\/"))}
    # Else what is left of one that begins like another would show.
    return sorted(written, key=len, reverse=True)


def _masked(content: bytes, secrets: Collection[bytes]) -> bytes:
    for secret in secrets:
        content = content.replace(secret, _MASK)
    return content


async def _inflated(parts: AsyncIterator[bytes], max_bytes: int) -> AsyncIterator[bytes]:
    """Yield the inflated text, never more than one byte above `max_bytes` in all: a bomb stops at the bound."""
    inflate = zlib.decompressobj(_GZIP_OR_ZLIB)
    made_bytes = 0
    has_begun = False
    async for part in parts:
        rest = part
        while rest:
            has_begun = True
            made = inflate.decompress(rest, min(_STEP_BYTES, max_bytes + 1 - made_bytes))
            made_bytes += len(made)
            yield made
            if made_bytes > max_bytes:
                return
            if inflate.unused_data:  # it would be kept for ever, and nobody knows what it means
                raise zlib.error("more behind its end")
            rest = inflate.unconsumed_tail
    if has_begun and not inflate.eof:
        raise zlib.error("cut short")
