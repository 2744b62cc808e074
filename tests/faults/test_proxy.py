"""The fault server as a forward proxy: it joins, refuses, and keeps what it was told."""

from __future__ import annotations

import ssl
from pathlib import Path

import httpx
import pytest

from tests.faults import faults, proxy
from tests.faults.ports import refused_port
from tests.faults.server import FaultServer, fault_server
from tests.faults.tls import Certificates, make_certificates
from tests.waiting import until

SECRET = {"Authorization": "Bearer t"}


@pytest.fixture
def certificates(tmp_path: Path) -> Certificates:
    return make_certificates(tmp_path)


def http_for(gate: FaultServer, certificates: Certificates, at: str = "") -> httpx.AsyncClient:
    context = ssl.create_default_context(cafile=certificates.ca_file)
    return httpx.AsyncClient(proxy=f"http://{at}127.0.0.1:{gate.port}", verify=context, trust_env=False)


async def test_a_tunnel_joins_the_client_with_the_server(certificates: Certificates) -> None:
    async with fault_server(tls=certificates.good) as server, fault_server(proxy.tunnel(server.port)) as gate:
        url, http = f"https://localhost:{server.port}/sites", http_for(gate, certificates)
        assert (await http.get(url, headers=SECRET)).json() == faults.OK
        assert (await http.get(url, headers=SECRET)).status_code == 200
        await http.aclose()
    (asked,) = gate.requests
    assert (asked.method, asked.target) == ("CONNECT", f"localhost:{server.port}")
    assert asked.header("authorization") is None
    assert [request.header("authorization") for request in server.requests] == ["Bearer t"] * 2


@pytest.mark.parametrize("fault", [proxy.wants_password(), proxy.cannot_reach(502)], ids=str)
async def test_a_proxy_that_refuses_learns_nothing(fault: faults.Fault, certificates: Certificates) -> None:
    async with fault_server(fault) as gate, http_for(gate, certificates, "user:pass@") as http:
        with pytest.raises(httpx.ProxyError):
            await http.get("https://nowhere.test/", headers=SECRET)
    (asked,) = gate.requests
    assert asked.target == "nowhere.test:443"
    assert asked.header("proxy-authorization") is not None
    assert asked.header("authorization") is None


async def test_a_proxy_that_cannot_connect_hangs_up(certificates: Certificates) -> None:
    with refused_port() as port:
        async with fault_server(proxy.tunnel(port)) as gate, http_for(gate, certificates) as http:
            with pytest.raises(httpx.RemoteProtocolError):
                await http.get("https://nowhere.test/")


async def test_a_tunnel_does_not_outlive_its_client(certificates: Certificates) -> None:
    silent, tls = faults.silence(), certificates.good
    async with fault_server(silent, tls=tls) as server, fault_server(proxy.tunnel(server.port)) as gate:
        async with http_for(gate, certificates) as http:
            with pytest.raises(httpx.ReadTimeout):
                await http.get(f"https://localhost:{server.port}/", timeout=0.2)
        await until(lambda: gate.open_connections == server.open_connections == 0)
    assert len(server.requests) == 1
