"""Answers that are too large, or compressed in ways that hurt.

They are made and sent in steps, so that a test may measure the memory of the process it shares with the server.
"""

from __future__ import annotations

import gzip
import zlib
from functools import cache

from tests.faults.connection import Connection
from tests.faults.faults import OK, Fault, raw
from tests.faults.messages import JSON, encoded, head, message

MEBIBYTE = 1024 * 1024
_START, _ROW, _END = b'{"status":"success","data":[', b'{"comment":"' + b"x" * 1000 + b'"},', b"{}]}"
_BLOCK = _ROW * 64


def compressed(encoding: str, content: bytes) -> Fault:
    """Answer with `content`, said to be encoded as `encoding`, whether it is or not."""
    data = message(200, content, [JSON, ("Content-Encoding", encoding)])
    return raw(data, name=f"{len(content)} bytes as {encoding}")


def gzipped(body: object = OK) -> Fault:
    """Answer in sound gzip."""
    return compressed("gzip", gzip.compress(encoded(body)))


def double_gzip(body: object = OK) -> Fault:
    """Answer compressed twice, and say so."""
    return compressed("gzip, gzip", gzip.compress(gzip.compress(encoded(body))))


def bad_gzip() -> Fault:
    """Say gzip and send something else."""
    return compressed("gzip", b"not compressed at all")


def brotli_junk() -> Fault:
    """Say br and send something else."""
    return compressed("br", b"\x8b\x00\x80not brotli at all")


def gzip_bomb(inflated_bytes: int = 200 * MEBIBYTE) -> Fault:
    """Answer with valid JSON, nearly all of it blanks, a thousandth of its size on the wire."""
    return compressed("gzip", _bomb(inflated_bytes, zlib.MAX_WBITS | 16))


def deflate_bomb(inflated_bytes: int = 200 * MEBIBYTE) -> Fault:
    """Do as `gzip_bomb` in the zlib format."""
    return compressed("deflate", _bomb(inflated_bytes, zlib.MAX_WBITS))


@cache
def _bomb(inflated_bytes: int, window_bits: int) -> bytes:
    # Valid JSON, since a client without a bound would read it happily: with zeros it would fail as "not JSON".
    press = zlib.compressobj(wbits=window_bits)
    parts = [press.compress(b"[")]
    whole, rest = divmod(inflated_bytes - 2, MEBIBYTE)
    blanks = b" " * MEBIBYTE
    parts += [press.compress(blanks) for _ in range(whole)]
    parts += [press.compress(blanks[:rest] + b"]"), press.flush()]
    return b"".join(parts)


def large_json(least_bytes: int = 50 * MEBIBYTE, *, is_announced: bool = True) -> Fault:
    """Stream a valid list of at least that many bytes; `is_announced` False leaves its length open (chunked)."""
    blocks = -(-least_bytes // len(_BLOCK))
    length = len(_START) + blocks * len(_BLOCK) + len(_END)

    async def play(connection: Connection) -> None:
        open_ended = [JSON, ("Transfer-Encoding", "chunked")]
        await connection.send(head(200, [JSON], length=length) if is_announced else head(200, open_ended))
        for piece in (_START, *[_BLOCK] * blocks, _END):
            await connection.send(piece if is_announced else b"%x\r\n%s\r\n" % (len(piece), piece))
        if not is_announced:
            await connection.send(b"0\r\n\r\n")

    return Fault(f"{least_bytes // MEBIBYTE} MiB of JSON", play)
