"""What is asked of a router while a line is completed: late, seldom, in bounds, on record, and never loudly."""

from __future__ import annotations

import asyncio

import pytest

from altotui.domain.budget import Priority
from altotui.domain.command import RouterReply, Sentence
from altotui.domain.errors import ApiError, InvalidInput, StorageError
from altotui.domain.outcome import Outcome
from altotui.domain.routeros.completion import Completion
from altotui.domain.routeros.language import Language
from altotui.domain.site import Site
from altotui.services.audit_trail import AuditTrail
from altotui.services.inspector import LIMIT_S, MAX_ANSWERS, PAUSE_S, REST_S, Inspector
from altotui.services.line_reader import LineReader
from tests.clocks import FakeClock, settle
from tests.domain.records import a_site
from tests.services.fakes import EVERY_API_ERROR, FakeAudit, FakeSdxApi, Published

NAMES = "/interface wirel"
VALUES = "/ip address add interface=e"
ROWS = ({"completion": "ether1"}, {"completion": "eoip"}, {"completion": "vlan"})
CHILDREN = ({"type": "child", "name": "wireless-new", "node-type": "dir"},)


class Store:
    """A `LearnedStore` in memory."""

    def __init__(self) -> None:
        self.kept: dict[str, dict[str, dict[str, str]]] = {}
        self.loads: list[str] = []
        self.saves: list[str] = []

    def load(self, version: str) -> dict[str, dict[str, str]]:
        self.loads.append(version)
        return self.kept.get(version, {})

    def save(self, version: str, learned: dict[str, dict[str, str]]) -> None:
        self.saves.append(version)
        self.kept[version] = {path: dict(names) for path, names in learned.items()}


class Desk:
    """An inspector with everything around it."""

    def __init__(self, language: Language, clock: FakeClock) -> None:
        self.clock = clock
        self.api = FakeSdxApi()
        self.audit = FakeAudit()
        self.published = Published()
        self.store = Store()
        self.reader = LineReader(lambda: language, lambda: self.store)
        self.inspector = Inspector(self.api, self.reader, AuditTrail(self.audit, self.published), clock)

    def local(self, site: Site, line: str) -> Completion:
        return self.reader.complete(line, len(line), "/", site)

    def begin(self, site: Site, line: str) -> asyncio.Task[Completion]:
        return asyncio.ensure_future(self.inspector.complete(site, self.local(site, line), line, "/"))

    async def complete(self, site: Site, line: str) -> list[str]:
        task = self.begin(site, line)
        await self.clock.advance(PAUSE_S)
        await settle()
        return [each.text for each in (await task).candidates]

    @property
    def asked(self) -> list[Sentence]:
        return [call[1] for call in self.api.named("run_command") if isinstance(call[1], Sentence)]


@pytest.fixture
def desk(language: Language, clock: FakeClock) -> Desk:
    return Desk(language, clock)


SITE = a_site(version="7.16.1")


async def test_nothing_is_asked_before_the_pause(desk: Desk) -> None:
    task = desk.begin(SITE, VALUES)
    await desk.clock.advance(PAUSE_S - 0.01)
    assert desk.asked == []
    await desk.clock.advance(0.01)
    await task
    assert len(desk.asked) == 1


async def test_values_come_from_the_router_behind_those_known(desk: Desk) -> None:
    desk.api.reply = RouterReply(ROWS)
    assert await desk.complete(SITE, VALUES) == ["ether1", "eoip"]
    assert desk.asked == [
        Sentence(
            "/console/inspect",
            ("=request=completion", "=path=ip,address", "=input=add interface=e", "=.proplist=completion"),
        )
    ]


async def test_how_it_is_asked(desk: Desk) -> None:
    await desk.complete(SITE, VALUES)
    ((site_id, _, is_write, total_s, priority),) = desk.api.named("run_command")
    assert (site_id, is_write, total_s, priority) == (SITE.id, False, LIMIT_S, Priority.REFRESH)


async def test_only_the_newest_question_is_sent(desk: Desk) -> None:
    tasks = [desk.begin(SITE, line) for line in (VALUES[:-1], VALUES, VALUES + "t")]
    await settle()
    await desk.clock.advance(PAUSE_S)
    await asyncio.gather(*tasks)
    assert [sentence.parameters[2] for sentence in desk.asked] == ["=input=add interface=et"]
    assert tasks[0].result() == desk.local(SITE, VALUES[:-1])


async def test_values_are_believed_for_a_minute(desk: Desk) -> None:
    desk.api.reply = RouterReply(ROWS)
    first = await desk.complete(SITE, VALUES)
    await desk.clock.advance(REST_S - 2 * PAUSE_S)
    assert await desk.complete(SITE, VALUES) == first
    assert len(desk.asked) == 1
    await desk.clock.advance(REST_S)
    await desk.complete(SITE, VALUES)
    assert len(desk.asked) == 2


async def test_values_of_one_router_are_not_those_of_another(desk: Desk) -> None:
    desk.api.reply = RouterReply(ROWS)
    await desk.complete(SITE, VALUES)
    desk.api.reply = RouterReply(({"completion": "elsewhere"},))
    assert await desk.complete(a_site(2, version="7.16.1"), VALUES) == ["elsewhere"]


async def test_the_number_of_answers_kept_is_bounded(desk: Desk) -> None:
    for number in range(MAX_ANSWERS + 5):
        await desk.complete(SITE, f"/ip address add interface=e{number}")
    assert len(desk.asked) == MAX_ANSWERS + 5
    assert len(desk.inspector._values) <= MAX_ANSWERS


async def test_names_are_asked_once_for_a_version_and_a_path(desk: Desk) -> None:
    desk.api.reply = RouterReply(CHILDREN)
    assert "wireless-new" in await desk.complete(SITE, NAMES)
    other = a_site(2, version="7.16.1")
    assert "wireless-new" in [each.text for each in desk.local(other, NAMES).candidates]
    assert not desk.inspector.may_help(other, desk.local(other, NAMES), NAMES)
    await desk.complete(other, NAMES)
    assert len(desk.asked) == 1
    await desk.complete(a_site(3, version="7.16.2"), NAMES)
    await desk.complete(SITE, "/ip addr")
    assert [sentence.parameters[1] for sentence in desk.asked] == [
        "=path=interface",
        "=path=interface",
        "=path=ip",
    ]


async def test_names_of_one_version_are_unknown_to_another(desk: Desk) -> None:
    desk.api.reply = RouterReply(CHILDREN)
    await desk.complete(SITE, NAMES)
    other = a_site(2, version="7.16.2")
    assert "wireless-new" not in [each.text for each in desk.local(other, NAMES).candidates]


async def test_names_are_kept_for_the_next_start(desk: Desk, language: Language, clock: FakeClock) -> None:
    desk.api.reply = RouterReply(CHILDREN)
    await desk.complete(SITE, NAMES)
    assert desk.store.saves == ["7.16.1"]
    again = Desk(language, clock)
    again.reader = LineReader(lambda: language, lambda: desk.store)
    assert "wireless-new" in [each.text for each in again.local(SITE, NAMES).candidates]


async def test_nothing_is_written_for_a_router_whose_version_is_not_known(desk: Desk) -> None:
    desk.api.reply = RouterReply(CHILDREN)
    await desk.complete(a_site(), NAMES)
    assert desk.store.saves == []


async def test_names_of_a_router_whose_version_is_not_known_are_used(desk: Desk) -> None:
    desk.api.reply = RouterReply(CHILDREN)
    assert "wireless-new" in await desk.complete(a_site(), NAMES)


@pytest.mark.parametrize("kind", EVERY_API_ERROR, ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("line", [NAMES, VALUES])
async def test_a_router_that_fails_is_left_in_peace(kind: type[ApiError], line: str, desk: Desk) -> None:
    desk.api.failure = kind("no", status=599)
    before = [each.text for each in desk.local(SITE, line).candidates]
    assert await desk.complete(SITE, line) == before
    assert not desk.inspector.may_help(SITE, desk.local(SITE, line), line)
    desk.api.failure = None
    await desk.complete(SITE, "/ip addr")
    assert len(desk.asked) == 1
    await desk.clock.advance(REST_S + 1)
    await desk.complete(SITE, line)
    assert len(desk.asked) == 2
    assert [each.outcome for each in desk.audit.conclusions.values()] == [kind.outcome, Outcome.OK]
    assert desk.audit.conclusions[1].http_status == 599


async def test_another_router_is_asked_while_one_rests(desk: Desk) -> None:
    desk.api.failures[SITE.id] = EVERY_API_ERROR[0]("no")
    await desk.complete(SITE, NAMES)
    await desk.complete(a_site(2, version="7.16.1"), NAMES)
    assert len(desk.asked) == 2


async def test_every_question_is_on_record(desk: Desk) -> None:
    await desk.complete(SITE, VALUES)
    (intent,) = desk.audit.intents.values()
    assert (intent.site_id, intent.command, intent.is_write) == (SITE.id, "/console/inspect", False)
    assert intent.parameters == desk.asked[0].parameters
    assert desk.audit.conclusions[1].outcome is Outcome.OK


async def test_a_record_that_cannot_be_written_stops_no_reading(desk: Desk) -> None:
    desk.audit.intend_failure = StorageError("full")
    desk.api.reply = RouterReply(ROWS)
    assert await desk.complete(SITE, VALUES) == ["ether1", "eoip"]


async def test_a_question_that_is_given_up_has_an_end_on_record(desk: Desk) -> None:
    desk.api.gate = asyncio.Event()
    task = desk.begin(SITE, VALUES)
    await desk.clock.advance(PAUSE_S)
    await settle()
    assert len(desk.asked) == 1
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert set(desk.audit.conclusions) == set(desk.audit.intents)


async def test_an_api_that_cannot_take_the_question_is_no_failure(desk: Desk) -> None:
    desk.api.failure = InvalidInput("the legacy API takes one parameter word")  # as api.client raises it
    await desk.complete(SITE, VALUES)
    assert set(desk.audit.conclusions) == set(desk.audit.intents)


async def test_what_a_router_says_is_only_believed_when_it_can_be_typed(desk: Desk) -> None:
    desk.api.reply = RouterReply(
        ({"completion": "e\x1b[2J"}, {"completion": "e\u202e"}, {"completion": "e ok"})
    )
    assert await desk.complete(SITE, VALUES) == ['"e ok"']


async def test_an_answer_of_another_shape_is_no_answer(desk: Desk) -> None:
    for rows in ((), ({"x": 1},), ({"completion": None},), ({"completion": ["a"]},)):
        desk.api.reply = RouterReply(rows)
        await desk.clock.advance(REST_S + 1)
        await desk.complete(SITE, VALUES)


@pytest.mark.parametrize("line", ["/ip address print where running=", '/ip address add interface="é'])
async def test_a_place_that_the_router_cannot_help_with_is_not_asked_about(line: str, desk: Desk) -> None:
    assert not desk.inspector.may_help(SITE, desk.local(SITE, line), line)
    await desk.complete(SITE, line)
    assert desk.asked == []


async def test_what_was_asked_meanwhile_is_not_asked_again(desk: Desk) -> None:
    task = desk.begin(SITE, NAMES)
    await settle()
    desk.reader.learn("7.16.1", "/interface", {"wireless-new": "menu"})
    await desk.clock.advance(PAUSE_S)
    await task
    assert desk.asked == []
