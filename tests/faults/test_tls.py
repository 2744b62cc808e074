"""Every certificate but the good one is refused, for the reason in its name, before a request is sent."""

from __future__ import annotations

import ssl
from pathlib import Path

import httpx
import pytest

from tests.faults import faults
from tests.faults.server import fault_server
from tests.faults.tls import Certificates, make_certificates


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return make_certificates(tmp_path_factory.mktemp("tls"))


def http_for(ca_file: Path) -> httpx.AsyncClient:
    return httpx.AsyncClient(verify=ssl.create_default_context(cafile=ca_file), trust_env=False)


async def test_the_good_certificate_is_good_by_number_and_by_name(certificates: Certificates) -> None:
    async with fault_server(tls=certificates.good) as server, http_for(certificates.ca_file) as http:
        assert server.url.startswith("https://127.0.0.1:")
        assert (await http.post(server.url, json=1)).json() == faults.OK
        assert (await http.get(f"https://localhost:{server.port}/")).status_code == 200
    assert len(server.requests) == 2


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("wrong_host", "IP address mismatch"),
        ("expired", "certificate has expired"),
        ("self_signed", "self-signed certificate|self signed certificate"),
        ("unknown_ca", "unable to get local issuer certificate"),
    ],
)
async def test_a_wrong_certificate_is_refused_for_its_reason(
    name: str, reason: str, certificates: Certificates
) -> None:
    async with fault_server(tls=certificates.wrong[name]) as server, http_for(certificates.ca_file) as http:
        with pytest.raises(httpx.ConnectError, match=reason):
            await http.get(server.url)
    assert server.requests == []


def test_the_table_above_has_every_wrong_certificate(certificates: Certificates) -> None:
    assert set(certificates.wrong) == {*certificates._fields} - {"ca_file", "good"}


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (faults.reset_after_request(), httpx.ReadError),
        (faults.close_without_answer(), httpx.RemoteProtocolError),
        (faults.cut_body(5), httpx.RemoteProtocolError),
        (faults.cut_body(5, by_reset=True), httpx.ReadError),
        (faults.silence(), httpx.ReadTimeout),
        (faults.black_hole(), httpx.ReadTimeout),
    ],
    ids=str,
)
async def test_faults_are_the_same_over_tls(
    fault: faults.Fault, expected: type[Exception], certificates: Certificates
) -> None:
    async with fault_server(fault, tls=certificates.good) as server, http_for(certificates.ca_file) as http:
        with pytest.raises(expected):
            await http.get(server.url, timeout=0.3)


async def test_a_client_that_speaks_plainly_to_a_tls_port_is_not_heard(certificates: Certificates) -> None:
    async with fault_server(tls=certificates.good) as server, http_for(certificates.ca_file) as http:
        with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
            await http.get(f"http://127.0.0.1:{server.port}/")
    assert (server.connections, server.requests) == (0, [])
