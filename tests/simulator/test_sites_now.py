"""What the console may show before it has asked: `sites_now` says what the API would, and costs little."""

from __future__ import annotations

import subprocess
import sys

import pytest

from altotui.api.client import AltoClient
from altotui.api.paths import Generation
from altotui.api.sender import Sender
from altotui.simulator.scenarios import SCENARIOS
from tests.simulator.calling import JumpingClock, platform


class StandingClock(JumpingClock):
    """A clock on which waiting takes no time, so that two calls are made at the same moment."""

    async def sleep(self, delay_s: float) -> None:
        await super().sleep(0 * delay_s)


@pytest.mark.parametrize("tick_s", [None, 2.0])
@pytest.mark.parametrize("scenario", SCENARIOS)
async def test_sites_now_is_what_the_client_decodes(scenario: str, tick_s: float | None) -> None:
    clock = StandingClock()
    async with platform(scenario=scenario, sites=240, tick_s=tick_s, clock=clock) as api:
        client = AltoClient(Sender(api.client, clock), Generation.V1)
        for jump_s in (0.0, 200.25):
            clock.jump(jump_s)
            listed = await client.list_sites()
            assert tuple(api.simulator.sites_now()) == listed.sites
            assert tuple(api.simulator.sites_now(10, 13)) == listed.sites[10:13]


async def test_sites_now_tells_what_became_of_a_router() -> None:
    clock = StandingClock()
    async with platform(sites=20, clock=clock) as api:
        await api.run("/system/identity/set", ["=name=odd\x1bname"])
        await api.run("/system/reboot")
        clock.jump(100)
        client = AltoClient(Sender(api.client, clock), Generation.V1)
        site = next(api.simulator.sites_now())
        assert site == (await client.list_sites()).sites[0]
        assert site.identity == "odd\u241bname"


def test_listing_sites_loads_nothing_that_is_not_needed_for_it() -> None:
    code = (
        "import sys\n"
        "from altotui.domain.clock import SystemClock\n"
        "from altotui.simulator.simulator import Simulator\n"
        "list(Simulator(SystemClock(), sites=200).sites_now())\n"
        "unwanted = ('starlette', 'anyio', 'uvicorn', 'httpx', 'textual', 'hashlib', 'uuid', 'statistics',\n"
        "    'json', 'altotui.simulator.jobs', 'altotui.simulator.site_state', 'altotui.simulator.job_history')\n"
        "print([name for name in unwanted if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
