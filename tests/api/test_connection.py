"""The token goes to its own origin and nowhere else, and never in the clear."""

from __future__ import annotations

import logging

import httpx
import pytest

from altotui.api import connection
from altotui.api.connection import DEMO_BASE_URL, open_demo, open_http
from altotui.domain.errors import SettingsError

TOKEN = "1:2:canary-token-that-must-not-show"


async def _sent_header(base_url: str, target: str) -> str | None:
    async with open_http(base_url, TOKEN) as http:
        request = http.build_request("GET", target)
        assert isinstance(http.auth, httpx.Auth)
        header: str | None = next(http.auth.auth_flow(request)).headers.get("authorization")
        return header


@pytest.mark.parametrize(
    ("base_url", "target"),
    [
        ("https://api.test", "/sites"),
        ("https://api.test/", "/sites"),
        ("https://api.test:443", "https://api.test/other"),
        ("https://API.test/v1", "/sites"),
        ("http://127.0.0.1:8765", "/sites"),
        ("http://localhost:8765", "/sites"),
        ("http://[::1]:8765", "/sites"),
    ],
)
async def test_the_token_goes_to_its_origin(base_url: str, target: str) -> None:
    assert await _sent_header(base_url, target) == f"Bearer {TOKEN}"


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.test/sites",
        "http://api.test/sites",
        "https://api.test:8443/sites",
        "https://api.test.evil.test/",
        "https://sub.api.test/",
        "https://api.test@evil.test/",
    ],
)
async def test_the_token_goes_to_no_other_origin(target: str) -> None:
    assert await _sent_header("https://api.test", target) is None


@pytest.mark.parametrize(
    "base_url",
    [
        "http://api.test",
        "http://10.0.0.1",
        "http://127.0.0.1.evil.test",
        "http://localhost.evil.test",
        "HTTP://api.test",
    ],
)
def test_a_token_is_never_sent_in_the_clear(base_url: str) -> None:
    with pytest.raises(SettingsError, match="would send the token unencrypted: write https://"):
        open_http(base_url, TOKEN)


@pytest.mark.parametrize(
    "base_url",
    [
        "",
        "api.test",
        "ftp://api.test",
        "https://",
        "https:///sites",
        "https://a:99999999",
        "https://[::1",
        "file:///x",
        "\x00",
        "https://a\x1bb",
    ],
)
def test_an_address_that_is_none_says_what_to_write(base_url: str) -> None:
    with pytest.raises(SettingsError, match="write https://HOST") as caught:
        open_http(base_url, TOKEN)
    assert str(caught.value).isprintable()
    assert TOKEN not in str(caught.value)


async def test_nothing_that_is_printed_shows_the_token(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with open_http("https://127.0.0.1:9", TOKEN) as http:
        shown = [repr(http), str(http), repr(http.auth), str(http.auth), repr(http.headers)]
        with pytest.raises(httpx.ConnectError) as caught:
            await http.get("/sites")
        request = caught.value.request
        shown += [repr(caught.value), repr(request), repr(request.headers), caplog.text]
    assert "canary" not in "".join(shown)


async def test_redirects_are_not_followed_and_the_answer_comes_uncompressed() -> None:
    async with open_http("https://api.test", TOKEN) as http:
        assert http.follow_redirects is False
        assert http.headers["accept-encoding"] == "identity"
        assert http.headers["user-agent"].startswith("altotui/")


@pytest.mark.parametrize(
    ("variable", "value"),
    [("HTTPS_PROXY", "junk://x"), ("ALL_PROXY", "socks5://127.0.0.1:1"), ("HTTPS_PROXY", "http://[::1")],
)
def test_broken_proxy_settings_are_said_to_be_broken(
    variable: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(SettingsError, match="network settings of the environment"):
        open_http("https://api.test", TOKEN)


async def test_the_demonstration_is_answered_in_this_process() -> None:
    async def application(scope: dict[str, object], receive: object, send: object) -> None:
        assert callable(send)
        headers = scope["headers"]
        assert isinstance(headers, list)
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": dict(headers)[b"authorization"]})

    async with open_demo(application) as http:
        assert (await http.get("/sites")).content == b"Bearer demo-console"
        assert str(http.base_url).rstrip("/") == DEMO_BASE_URL
    assert connection.DEMO_BASE_URL.endswith(".invalid")
