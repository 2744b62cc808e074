"""How the way to an API is opened: what is trusted, which proxy is taken, and what is refused at once."""

from __future__ import annotations

import ssl
from pathlib import Path

import httpx
import pytest
import trustme

from altotui.api import connection
from altotui.api.connection import DEMO_BASE_URL, Address, open_demo, open_http, proxy_for, trusted
from altotui.api.credentials import Credentials
from altotui.domain.errors import SettingsError, Unreachable
from tests.api.exchange import Secret
from tests.api.slot_calls import send_get
from tests.faults import faults
from tests.faults.server import fault_server
from tests.faults.tls import Certificates, make_certificates

CREDENTIALS = Credentials(Secret("canary-token"))
ELSEWHERE = httpx.URL("https://api.test")


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return make_certificates(tmp_path_factory.mktemp("tls"))


# Addresses


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
        open_http(Address(base_url), CREDENTIALS)


@pytest.mark.parametrize(
    "base_url",
    [
        *("", "api.test", "ftp://api.test", "https://", "https:///sites", "file:///x", "\x00"),
        *("https://a:99999999", "https://[::1", "https://a\x1bb", "https://user:canary@api.test"),
    ],
)
def test_an_address_that_is_none_says_what_to_write(base_url: str) -> None:
    with pytest.raises(SettingsError, match="write https://HOST") as caught:
        open_http(Address(base_url), CREDENTIALS)
    assert str(caught.value).isprintable()
    assert "canary" not in str(caught.value)


async def test_the_answer_is_asked_for_uncompressed_and_says_who_asks() -> None:
    async with open_http(Address("https://api.test"), CREDENTIALS) as http:
        assert http.headers["accept-encoding"] == "identity"
        assert http.headers["accept"] == "application/json"
        assert http.headers["user-agent"].startswith("altotui/")


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("is_same_host", [True, False])
async def test_redirects_are_never_followed(status: int, is_same_host: bool) -> None:
    async with fault_server() as other, fault_server() as server:
        target = "/moved" if is_same_host else f"{other.url}/moved"
        server.follow(faults.redirect(status, target))
        async with open_http(Address(server.url), CREDENTIALS) as http:
            assert (await http.post("/x", json={"a": 1})).status_code == status
        assert (len(server.requests), other.connections) == (1, 0)


async def test_a_cookie_of_one_answer_is_not_sent_with_the_next_request() -> None:
    gives_one = faults.answer(headers=[("Set-Cookie", "session=canary; Path=/")])
    async with fault_server([gives_one]) as server, open_http(Address(server.url), CREDENTIALS) as http:
        for _ in range(2):
            assert (await http.get("/x")).is_success
    assert [request.header("cookie") for request in server.requests] == [None, None]


# Trust


async def test_a_certificate_of_ca_file_is_trusted_and_one_of_the_environment_too(
    certificates: Certificates, monkeypatch: pytest.MonkeyPatch
) -> None:
    ca_file = str(certificates.ca_file)
    async with fault_server(tls=certificates.good) as server:
        await send_get(Address(server.url, ca_file))
        with pytest.raises(Unreachable, match="cannot trust"):
            await send_get(Address(server.url))
        monkeypatch.setenv("SSL_CERT_FILE", ca_file)
        await send_get(Address(server.url))
    assert len(server.requests) == 2


async def test_both_files_are_trusted_at_the_same_time(
    certificates: Certificates, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stranger = tmp_path / "other.pem"
    trustme.CA().cert_pem.write_to_path(str(stranger))
    for ca_file, variable in ((stranger, certificates.ca_file), (certificates.ca_file, stranger)):
        monkeypatch.setenv("SSL_CERT_FILE", str(variable))
        async with fault_server(tls=certificates.good) as server:
            await send_get(Address(server.url, str(ca_file)))


@pytest.mark.parametrize("wrong", ["wrong_host", "expired", "self_signed", "unknown_ca"])
async def test_every_wrong_certificate_is_refused_before_a_byte_of_the_request(
    wrong: str, certificates: Certificates
) -> None:
    async with fault_server(tls=certificates.wrong[wrong]) as server:
        with pytest.raises(Unreachable, match=r"cannot trust 127\.0\.0\.1: .*ca_file") as caught:
            await send_get(Address(server.url, str(certificates.ca_file)))
    assert not caught.value.is_passing
    assert server.requests == []


async def test_a_home_folder_in_ca_file_is_found(
    certificates: Certificates, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(certificates.ca_file.parent))
    async with fault_server(tls=certificates.good) as server:
        assert (await send_get(Address(server.url, f"~/{certificates.ca_file.name}"))).is_success


def test_what_is_trusted_cannot_be_switched_off() -> None:
    context = trusted()
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname
    assert context.minimum_version is ssl.TLSVersion.TLSv1_2


@pytest.mark.parametrize("is_variable", [False, True])
@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "cannot be read: No such file or directory"),
        ("folder", "cannot be read: Is a directory"),
        (b"", "holds no certificate: it must be a PEM file"),
        (b"junk\n", "holds no certificate: it must be a PEM file"),
        (b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "holds no certificate"),
        (bytes(range(256)), "holds no certificate: it must be a PEM file"),
    ],
)
def test_a_file_that_holds_no_certificate_is_named_with_where_it_was_named(
    content: bytes | str | None,
    words: str,
    is_variable: bool,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = tmp_path / "ca.pem"
    if content == "folder":
        path.mkdir()
    elif isinstance(content, bytes):
        path.write_bytes(content)
    if is_variable:
        monkeypatch.setenv("SSL_CERT_FILE", str(path))
    with pytest.raises(SettingsError) as caught:
        open_http(Address("https://api.test", None if is_variable else str(path)), CREDENTIALS)
    assert str(caught.value).startswith(f"{'SSL_CERT_FILE' if is_variable else 'ca_file'} {str(path)!a} ")
    assert words in str(caught.value)


@pytest.mark.parametrize("path", ["a\0b", "\x1b[2J", "x" * 5000, "\ud83d"])
def test_a_file_name_that_is_none_is_shown_visibly(path: str) -> None:
    with pytest.raises(SettingsError, match=r"^ca_file ") as caught:
        trusted(path)
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 400


# Proxies


@pytest.mark.parametrize(
    ("profile", "environment", "proxy"),
    [
        (None, {}, None),
        (None, {"HTTPS_PROXY": "http://p:1"}, "http://p:1"),
        (None, {"https_proxy": "http://p:1"}, "http://p:1"),
        (None, {"HTTPS_PROXY": "p:1"}, "http://p:1"),
        (None, {"ALL_PROXY": "socks5://p:1"}, "socks5://p:1"),
        (None, {"HTTPS_PROXY": "http://a:1", "ALL_PROXY": "http://b:1"}, "http://a:1"),
        (None, {"HTTP_PROXY": "http://p:1"}, None),
        (None, {"HTTPS_PROXY": ""}, None),
        (None, {"HTTPS_PROXY": "http://p:1", "NO_PROXY": "api.test"}, None),
        (None, {"HTTPS_PROXY": "http://p:1", "NO_PROXY": ".test"}, None),
        (None, {"HTTPS_PROXY": "http://p:1", "NO_PROXY": "a.test, api.test"}, None),
        (None, {"HTTPS_PROXY": "http://p:1", "NO_PROXY": "*"}, None),
        (None, {"HTTPS_PROXY": "http://p:1", "NO_PROXY": "other.test"}, "http://p:1"),
        (None, {"HTTPS_PROXY": "http://p:1", "NO_PROXY": "pi.test"}, "http://p:1"),
        ("none", {"HTTPS_PROXY": "http://p:1"}, None),
        ("http://q:2", {}, "http://q:2"),
        ("http://q:2", {"HTTPS_PROXY": "http://p:1"}, "http://q:2"),
        ("http://q:2", {"NO_PROXY": "api.test"}, "http://q:2"),
    ],
)
def test_the_proxy_of_the_profile_goes_before_that_of_the_environment(
    profile: str | None, environment: dict[str, str], proxy: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert proxy_for(ELSEWHERE, profile) == proxy


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:8765", "http://localhost:8765", "http://[::1]:8765", "https://localhost"]
)
def test_this_machine_is_never_asked_through_a_proxy_of_the_environment(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://p:1")
    assert proxy_for(httpx.URL(url), None) is None
    assert proxy_for(httpx.URL(url), "http://q:2") == "http://q:2"


BROKEN_PROXIES = [
    *("junk://canary@x", "socks4://canary:canary@h:1", "http://[::1", "http://canary:canary@h:abc"),
    *(
        "http://canary:can/ary@proxy",
        "ftp://h",
        "http://\x1b[2J",
        "://",
    ),
]


@pytest.mark.parametrize("is_variable", [False, True])
@pytest.mark.parametrize("proxy", BROKEN_PROXIES)
def test_a_proxy_that_is_none_says_so_and_keeps_user_and_password_to_itself(
    proxy: str, is_variable: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if is_variable:
        monkeypatch.setenv("HTTPS_PROXY", proxy)
    with pytest.raises(
        SettingsError, match="cannot be used: write http://HOST:PORT, https:// or socks5://"
    ) as caught:
        open_http(Address("https://api.test", proxy=None if is_variable else proxy), CREDENTIALS)
    assert str(caught.value).startswith("the proxy ")
    assert "canary" not in str(caught.value)
    assert str(caught.value).isprintable()
    assert caught.value.__suppress_context__


@pytest.mark.parametrize("is_variable", [False, True])
def test_socks_without_its_package_says_which_one_is_missing(
    is_variable: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    proxy = "socks5://canary:canary@h:1"
    if is_variable:
        monkeypatch.setenv("ALL_PROXY", proxy)
    with pytest.raises(SettingsError) as caught:
        open_http(Address("https://api.test", proxy=None if is_variable else proxy), CREDENTIALS)
    assert str(caught.value) == (
        "the proxy socks5://h:1 cannot be used: socks5:// needs the package socksio, which is not installed"
    )


@pytest.mark.parametrize(
    "proxy", ["http://p:1", "https://p:1", "http://u:p@p:1", "http://p", "http://[::1]:3128"]
)
async def test_a_proxy_of_the_usual_kind_is_taken(proxy: str) -> None:
    async with open_http(Address("https://api.test", proxy=proxy), CREDENTIALS) as http:
        assert "p:1" not in repr(http)


# The demonstration


async def test_the_demonstration_is_answered_in_this_process() -> None:
    async def application(scope: dict[str, object], receive: object, send: object) -> None:
        assert callable(send)
        headers = scope["headers"]
        assert isinstance(headers, list)
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": dict(headers)[b"authorization"]})

    async with open_demo(application, CREDENTIALS) as http:
        assert (await http.get("/sites")).content == b"Bearer canary-token"
        assert str(http.base_url).rstrip("/") == DEMO_BASE_URL
    assert connection.DEMO_BASE_URL.endswith(".invalid")
