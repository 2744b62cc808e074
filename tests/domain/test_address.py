"""Addresses: what may be sent where, and which two of them are the same origin."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altotui.domain.address import (
    DEFAULT_BASE_URL,
    Listener,
    check_base_url,
    check_proxy,
    origin_of,
    read_listener,
)
from altotui.domain.errors import SettingsError


@pytest.mark.parametrize(
    ("address", "origin"),
    [
        ("https://api.test", "https://api.test"),
        ("https://API.Test/v1/x", "https://api.test"),
        ("HTTPS://api.test:443/", "https://api.test"),
        ("https://api.test:80", "https://api.test:80"),
        ("https://api.test:8443", "https://api.test:8443"),
        ("http://127.0.0.1:80", "http://127.0.0.1"),
        ("http://127.0.0.1:443", "http://127.0.0.1:443"),
        ("http://[::1]:8765/x", "http://[::1]:8765"),
        ("http://[::1]", "http://[::1]"),
    ],
)
def test_an_origin_is_scheme_host_and_port(address: str, origin: str) -> None:
    check_base_url(address)
    assert origin_of(address) == origin
    assert origin_of(origin) == origin


def test_the_documented_addresses_are_safe_ones() -> None:
    assert set(DEFAULT_BASE_URL) == {"v1", "legacy"}
    for address in DEFAULT_BASE_URL.values():
        check_base_url(address)
        assert origin_of(address) == address


@pytest.mark.parametrize("address", ["https://user:canary@api.test", "https://canary@[api.test", "canary@x"])
def test_a_base_address_with_a_password_is_refused_and_not_shown(address: str) -> None:
    with pytest.raises(SettingsError, match="has a user name or a password in it") as caught:
        check_base_url(address)
    assert "canary" not in str(caught.value)


@pytest.mark.parametrize("address", ["https://api.test?x=1", "https://api.test/#top", "https://api.test/v1?"])
def test_a_base_address_behind_which_no_path_can_be_put_is_refused(address: str) -> None:
    with pytest.raises(SettingsError, match="paths are put behind it"):
        check_base_url(address)


@pytest.mark.parametrize(
    "address",
    [
        "none",
        "http://proxy.test:3128",
        "http://proxy.test",
        "https://user:pass@proxy.test:3128/",
        "socks5://[::1]:1080",
    ],
)
def test_an_address_of_a_proxy_is_taken(address: str) -> None:
    check_proxy(address)


@pytest.mark.parametrize(
    "address",
    [
        *("", "None", "proxy.test:3128", "ftp://canary.test", "socks4://canary.test", "http://"),
        *("http://canary:port", "http://canary:0", "http://canary/path", "http://canary?x", "http://[canary"),
        *("http://can ary", "http://canary\x1b", "http://canary\n"),
    ],
)
def test_another_address_of_a_proxy_is_refused_and_not_shown(address: str) -> None:
    with pytest.raises(SettingsError, match="write http://HOST:PORT") as caught:
        check_proxy(address)
    assert "canary" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "listener"),
    [
        ("127.0.0.1:8787", Listener("127.0.0.1", 8787)),
        ("localhost:1", Listener("localhost", 1)),
        ("[::1]:65535", Listener("::1", 65535)),
    ],
)
def test_a_receiver_listens_on_this_machine(text: str, listener: Listener) -> None:
    assert read_listener(text) == listener


@pytest.mark.parametrize(
    "text",
    [
        *("", ":8787", "8787", "127.0.0.1", "127.0.0.1:", "127.0.0.1:0", "127.0.0.1:65536", "127.0.0.1:x"),
        *("0.0.0.0:8787", "[::]:8787", "::1:8787", "192.0.2.1:8787", "example.test:8787", "[::1:8787"),
        *(
            "127.0.0.1:8787/x",
            "a@127.0.0.1:8787",
            "http://127.0.0.1:8787",
            "127.0.0.1:8787 ",
            "127.0.0.1:87\n87",
        ),
    ],
)
def test_a_receiver_that_others_could_reach_is_refused(text: str) -> None:
    with pytest.raises(SettingsError, match=r"such as 127\.0\.0\.1:8787"):
        read_listener(text)


@given(st.text(max_size=20))
def test_any_text_is_an_address_or_an_error_that_can_be_shown(text: str) -> None:
    for check in (check_base_url, check_proxy, read_listener):
        try:
            check(text)
        except SettingsError as problem:
            shown = str(problem)
            assert shown.isprintable()
