"""Synchronous calls through the simulated platform: what is refused, what runs, and what gets lost."""

from __future__ import annotations

import asyncio

import pytest

from tests.simulator.calling import JumpingClock, Platform, first_down, platform


class FrozenClock(JumpingClock):
    """A clock on which a long sleep never ends."""

    async def sleep(self, delay_s: float) -> None:
        if delay_s > 10:
            await asyncio.Event().wait()
        await super().sleep(delay_s)


@pytest.mark.parametrize("parameters", [None, [], "", ["=.proplist=name"], "=.proplist=name"])
async def test_v1_takes_parameters_in_every_documented_form(parameters: object) -> None:
    async with platform() as api:
        answer = await api.run("/system/identity/print", parameters)
        assert answer.status_code == 200, answer.text
        name = api.simulator.fleet.profile(0).identity
        assert answer.json() == {"status": "success", "data": [{"name": name}]}


async def test_v1_gives_native_keys_and_legacy_its_own() -> None:
    async with platform() as api:
        native = (await api.run("/interface/print")).json()["data"][0]
    async with platform(api="legacy") as api:
        legacy = (await api.run("/interface/print")).json()["data"][0]
    assert ".id" in native
    assert {key.removeprefix(".").replace("-", "_") for key in native} == set(legacy)
    assert not [key for key in legacy if "-" in key or key.startswith(".")]


@pytest.mark.parametrize("parameters", [[], ["=.proplist=name"], 5, {"a": "b"}])
async def test_legacy_takes_one_string_alone(parameters: object) -> None:
    async with platform(api="legacy") as api:
        answer = await api.run("/system/identity/print", parameters)
    assert (answer.status_code, answer.json()["code"]) == (400, "parameter_invalid")


@pytest.mark.parametrize("parameters", [[1], 5, {"a": "b"}, [["x"]], True])
async def test_v1_refuses_other_forms_of_parameters(parameters: object) -> None:
    async with platform() as api:
        answer = await api.run("/system/identity/print", parameters)
    assert (answer.status_code, answer.json()["code"]) == (400, "parameter_invalid")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "parameter_invalid"),
        (b"{", "parameter_invalid"),
        (b"[]", "parameter_invalid"),
        (b'"x"', "parameter_invalid"),
        (b"\xff\xfe", "parameter_invalid"),
        (b'{"command":"/x","parameters":"\\ud800"}', "parameter_invalid"),
        (b"[" * 5000, "parameter_invalid"),
        (b"{}", "parameter_missing"),
        (b'{"command":null}', "parameter_missing"),
        (b'{"command":""}', "parameter_missing"),
        (b'{"command":7}', "parameter_invalid"),
    ],
)
async def test_a_body_that_makes_no_sense_is_refused(body: bytes, code: str) -> None:
    async with platform() as api:
        answer = await api.client.post(f"/api/synchronous/{api.site_id()}", content=body)
    assert (answer.status_code, answer.json()["code"]) == (400, code)


async def test_a_trap_is_an_error_in_each_generation() -> None:
    async with platform() as api:
        answer = await api.run("/system/identity/fly")
        assert answer.status_code == 400
        assert answer.json()["type"] == "invalid_request_error"
        assert (answer.json()["code"], answer.json()["message"]) == ("router_error", "no such command")
    async with platform(api="legacy") as api:
        answer = await api.run("/system/identity/fly")
        assert answer.status_code == 200
        assert answer.json() == {"status": "error", "data": None, "message": "no such command"}


async def test_a_returned_value_and_no_rows() -> None:
    async with platform() as api:
        added = (await api.run("/ip/address/add", ["=address=192.0.2.5/24", "=interface=ether1"])).json()
        assert list(added["data"][0]) == ["ret"]
        none = (await api.run("/interface/print", ["?name=nope"])).json()
        assert none == {"status": "success", "data": []}


async def test_an_offline_site_has_no_tunnel() -> None:
    async with platform(sites=240) as api:
        index = first_down(api.simulator)
        answer = await api.run("/interface/print", index=index)
        never = await api.run("/interface/print", index=96)
    for reply in (answer, never):
        assert (reply.status_code, reply.json()["code"]) == (503, "site_unreachable")


async def test_a_late_site_is_waited_for() -> None:
    async with platform(sites=240, scenario="isp-cut") as api:
        cut = await a_cut_site(api)
        before_s = api.clock.passed_s
        answer = await api.run("/interface/print", index=cut)
    assert (answer.status_code, answer.json()["code"]) == (504, "site_unreachable")
    assert api.clock.passed_s - before_s >= 15


async def a_cut_site(api: Platform) -> int:
    """Let the provider drop and return one of its sites, still called online."""
    api.clock.jump(120)
    now = api.clock.now()
    for index, site in enumerate(api.simulator.sites_now()):
        age_s = site.age_s(now)
        if site.has_pulse and age_s is not None and age_s > 45:
            return index
    raise AssertionError("no site is late two minutes after the cut")


async def test_a_lost_answer_was_still_applied_once() -> None:
    async with platform(sites=240, scenario="dns-behind-uplink", clock=FrozenClock()) as api:
        mute = api.simulator.outages.silenced[-1]
        api.clock.jump(150)
        words = ["=address=192.0.2.77", "=list=once"]
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.2):
                await api.run("/ip/firewall/address-list/add", words, index=mute)
        api.simulator.outages.heal(mute, api.clock.now().timestamp())
        answer = await api.run("/ip/firewall/address-list/print", ["?list=once"], index=mute)
    assert [row["address"] for row in answer.json()["data"]] == ["192.0.2.77"]


async def test_a_silenced_site_returns_when_its_dns_servers_are_changed() -> None:
    async with platform(sites=240, scenario="dns-behind-uplink") as api:
        silenced = api.simulator.outages.silenced[0]
        api.clock.jump(200)
        assert [s.has_pulse for s in api.simulator.sites_now(silenced, silenced + 1)] == [True]
        servers = (await api.run("/ip/dns/print", index=silenced)).json()["data"][0]["servers"]
        assert servers == "203.0.113.53"
        assert api.simulator.outages.is_silenced(silenced)
        await api.run("/ip/dns/set", ["=servers=198.51.100.53"], index=silenced)
        [site] = api.simulator.sites_now(silenced, silenced + 1)
        age_s = site.age_s(api.clock.now())
        assert age_s is not None
        assert age_s < 2


async def test_a_restart_takes_the_site_away_for_a_while() -> None:
    async with platform() as api:
        await api.run("/system/reboot")
        assert (await api.run("/system/resource/print")).status_code == 504
        api.clock.jump(60)
        resource = (await api.run("/system/resource/print")).json()["data"][0]
        assert resource["uptime"].count("d") == 0
        assert next(api.simulator.sites_now(0, 1)).has_pulse
