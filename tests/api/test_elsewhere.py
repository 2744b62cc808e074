"""A list that is not where its generation has it is looked for where the other one has it; a write never is."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import httpx
import pytest

from altotui.api.client import AltoClient
from altotui.api.paths import LISTS, PATHS, Elsewhere, Generation, paths_of
from altotui.domain.budget import Priority
from altotui.domain.command import Sentence
from altotui.domain.errors import ApiError, NotFound, ServerFault
from altotui.domain.ids import JobId, SiteId
from altotui.domain.job import JobEndpoint
from tests.api.exchange import JOB, SITE, Exchange, answer, client_for, wire
from tests.api.test_failures import DRAFT

V1, LEGACY = Generation
JOBS = {V1: f"/site/{SITE}/job", LEGACY: f"/api/routers/{SITE}/jobs"}
NO_PATH, NO_THING = answer({"message": "no route"}, 404), answer({"code": "resource_missing"}, 404)
ROWS = [{"id": JOB}]


def _platform(**lists: object) -> Callable[[httpx.Request], httpx.Response]:
    """Return a platform that has these lists, `jobs` and `sites` of either generation, and knows no other path."""
    paths = {
        "v1_jobs": JOBS[V1],
        "legacy_jobs": JOBS[LEGACY],
        "v1_sites": "/sites",
        "legacy_sites": "/api/routers",
    }
    known = {paths[name]: body for name, body in lists.items()}

    def handle(request: httpx.Request) -> httpx.Response:
        body = known.get(request.url.path)
        return NO_PATH if body is None else body if isinstance(body, httpx.Response) else answer(body)

    return handle


def _client(
    *answers: Callable[[httpx.Request], httpx.Response] | httpx.Response,
    generation: Generation = V1,
    elsewhere: Elsewhere = frozenset(),
) -> tuple[AltoClient, Exchange, list[Elsewhere]]:
    heard: list[Elsewhere] = []
    client, exchange = client_for(
        *answers, generation=generation, elsewhere=elsewhere, on_found_elsewhere=heard.append
    )
    return client, exchange, heard


def _get(*paths: str) -> list[str]:
    return [f"GET {path}" for path in paths]


@pytest.mark.parametrize("generation", Generation)
@pytest.mark.parametrize("priority", Priority)
async def test_a_list_that_is_elsewhere_is_found_and_asked_for_there_from_then_on(
    generation: Generation, priority: Priority
) -> None:
    client, exchange, heard = _client(_platform(**{f"{generation.other}_jobs": ROWS}), generation=generation)
    for _ in range(3):
        assert [job.id for job in await client.list_jobs(SITE, priority=priority)] == [JOB]
    here, there = JOBS[generation], JOBS[generation.other]
    assert exchange.sent == _get(here, there, there, there)
    assert heard == [frozenset({"jobs"})]
    assert client.elsewhere == {"jobs"}


async def test_sites_are_found_elsewhere_too_and_keep_the_tags_of_their_generation() -> None:
    client, exchange, heard = _client(_platform(legacy_sites=wire("legacy_sites")))
    assert len((await client.list_sites()).sites) == 1
    await client.list_sites()
    assert exchange.sent == _get("/sites", "/tags", "/api/routers", "/api/routers", "/tags")
    assert heard == [frozenset({"sites"})]


async def test_each_list_is_found_by_itself_and_all_of_them_are_told() -> None:
    client, _, heard = _client(_platform(legacy_jobs=ROWS, legacy_sites=wire("legacy_sites")))
    await client.list_jobs(SITE)
    await client.list_sites()
    assert heard == [frozenset({"jobs"}), frozenset({"jobs", "sites"})]


async def test_what_an_earlier_run_has_found_is_asked_for_there_at_once() -> None:
    client, exchange, heard = _client(_platform(legacy_jobs=ROWS), elsewhere=frozenset({"jobs"}))
    await client.list_jobs(SITE)
    assert (exchange.sent, heard) == (_get(JOBS[LEGACY]), [])


async def test_when_the_platform_changes_the_list_is_found_where_it_belongs_again() -> None:
    client, exchange, heard = _client(_platform(legacy_jobs=ROWS), elsewhere=frozenset({"jobs", "sites"}))
    await client.list_jobs(SITE)
    exchange.answers[:] = [_platform(v1_jobs=ROWS)]
    await client.list_jobs(SITE)
    await client.list_jobs(SITE)
    assert exchange.sent == _get(JOBS[LEGACY], JOBS[LEGACY], JOBS[V1], JOBS[V1])
    assert heard == [frozenset({"sites"})]


async def test_within_one_run_it_may_move_there_and_back() -> None:
    client, exchange, heard = _client(_platform(legacy_jobs=ROWS))
    await client.list_jobs(SITE)
    exchange.answers[:] = [_platform(v1_jobs=ROWS)]
    await client.list_jobs(SITE)
    assert exchange.sent == _get(JOBS[V1], JOBS[LEGACY], JOBS[LEGACY], JOBS[V1])
    assert heard == [frozenset({"jobs"}), frozenset()]


async def test_a_list_that_is_nowhere_is_looked_for_once() -> None:
    client, exchange, heard = _client(_platform())
    for _ in range(3):
        with pytest.raises(NotFound, match="no route") as caught:
            await client.list_jobs(SITE)
        assert caught.value.endpoint == "GET /site/{site_id}/job"
    assert exchange.sent == _get(JOBS[V1], JOBS[LEGACY], JOBS[V1], JOBS[V1])
    assert (heard, client.elsewhere) == ([], frozenset())


@pytest.mark.parametrize("found", [answer({"error": "no list"}), answer({}, 403), answer({}, 400), NO_THING])
async def test_what_is_no_list_there_either_is_told_as_it_was_told_here(found: httpx.Response) -> None:
    client, exchange, heard = _client(_platform(legacy_jobs=found))
    for _ in range(2):
        with pytest.raises(NotFound, match="no route"):
            await client.list_jobs(SITE)
    assert exchange.sent == _get(JOBS[V1], JOBS[LEGACY], JOBS[V1])
    assert heard == []


@pytest.mark.parametrize(
    "passing", [answer({}, 503), answer({}, 401), httpx.Response(429, headers={"retry-after": "0"})]
)
async def test_trouble_while_looking_is_no_answer_so_it_is_looked_again(passing: httpx.Response) -> None:
    client, exchange, heard = _client(_platform(legacy_jobs=passing))
    with pytest.raises(NotFound):
        await client.list_jobs(SITE, priority=Priority.WATCHED)
    exchange.answers[:] = [_platform(legacy_jobs=ROWS)]
    assert len(await client.list_jobs(SITE, priority=Priority.WATCHED)) == 1
    assert exchange.sent == _get(JOBS[V1], JOBS[LEGACY]) * 2
    assert heard == [frozenset({"jobs"})]


async def test_many_that_find_nothing_at_the_same_time_look_once() -> None:
    client, exchange, heard = _client(_platform(legacy_jobs=ROWS))
    lists = await asyncio.gather(*(client.list_jobs(SITE) for _ in range(8)))
    assert [len(jobs) for jobs in lists] == [1] * 8
    assert exchange.sent[:8] == _get(JOBS[V1]) * 8
    assert exchange.sent[8:] == _get(JOBS[LEGACY]) * 8
    assert heard == [frozenset({"jobs"})]


async def test_many_that_find_nothing_anywhere_look_once() -> None:
    client, exchange, _ = _client(_platform())
    ends = await asyncio.gather(*(client.list_jobs(SITE) for _ in range(8)), return_exceptions=True)
    assert all(isinstance(end, NotFound) for end in ends)
    assert exchange.sent == _get(*[JOBS[V1]] * 8, JOBS[LEGACY])


@pytest.mark.parametrize(
    "refused", [NO_THING, answer({}, 403), answer({}, 401), answer({}, 400), answer([], 405)]
)
async def test_only_a_path_that_is_not_known_is_looked_for(refused: httpx.Response) -> None:
    client, exchange, _ = _client(refused)
    with pytest.raises(ApiError):
        await client.list_jobs(SITE)
    assert exchange.sent == _get(JOBS[V1])


async def test_a_broken_platform_is_not_taken_for_one_without_the_list() -> None:
    client, exchange, _ = _client(answer({}, 503))
    with pytest.raises(ServerFault):
        await client.list_jobs(SITE)
    assert exchange.sent == _get(JOBS[V1]) * 3


async def test_a_later_page_that_is_not_there_is_looked_for_from_the_start() -> None:
    first = answer({"data": ROWS, "next_token": "t"})
    client, exchange, _ = _client(first, NO_PATH, answer([{"id": SITE}]))
    assert [job.id for job in await client.list_jobs(SITE)] == [JobId(SITE)]
    assert [str(request.url.query, "ascii") for request in exchange.requests] == ["", "next_token=t", ""]


WRITES: dict[str, Callable[[AltoClient], Awaitable[object]]] = {
    "command": lambda client: client.run_command(SITE, Sentence("/a/add"), is_write=True),
    "read": lambda client: client.run_command(SITE, Sentence("/a/print"), is_write=False),
    "keyed": lambda client: client.queue_job(SITE, DRAFT, JobEndpoint.KEYED),
    "json": lambda client: client.queue_job(SITE, DRAFT, JobEndpoint.JSON),
    "cancel": lambda client: client.cancel_job(SITE, JOB),
}


@pytest.mark.parametrize("elsewhere", [frozenset(), frozenset(LISTS)])
@pytest.mark.parametrize("write", WRITES)
async def test_whatever_goes_to_a_router_is_never_looked_for_elsewhere(
    write: str, elsewhere: Elsewhere
) -> None:
    client, exchange, heard = _client(NO_PATH, elsewhere=elsewhere)
    with pytest.raises(NotFound):
        await WRITES[write](client)
    plain, as_usual, _ = _client(NO_PATH)
    with pytest.raises(NotFound):
        await WRITES[write](plain)
    assert exchange.sent == as_usual.sent
    assert (len(exchange.sent), heard) == (1, [])


@pytest.mark.parametrize("generation", Generation)
@pytest.mark.parametrize("elsewhere", [frozenset(), frozenset({"jobs"}), frozenset(LISTS), frozenset({"x"})])
def test_only_the_paths_of_lists_move(generation: Generation, elsewhere: Elsewhere) -> None:
    here, there, mixed = PATHS[generation], PATHS[generation.other], paths_of(generation, elsewhere)
    for name in here._fields:
        source = there if name in elsewhere and name in LISTS else here
        assert getattr(mixed, name) == getattr(source, name)


async def test_another_site_is_asked_for_at_the_same_place() -> None:
    client, exchange, _ = _client(NO_PATH, answer(ROWS))
    other = SiteId("00000000-0000-4000-8000-000000000001")
    await client.list_jobs(SITE)
    await client.list_jobs(other)
    assert exchange.sent[-1] == f"GET /api/routers/{other}/jobs"
