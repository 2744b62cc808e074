"""What is told before a line goes out: how many, in what state, what it does, how long, and what has to be typed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altotui.domain.blast_radius import NAMES_SHOWN, TAGS_SHOWN, BlastRadius
from altotui.domain.routeros.translate import translate
from altotui.domain.routeros.translation import Translation
from altotui.domain.site import Freshness, Site
from altotui.storage.language import load_language
from tests.domain.records import NOW, a_site, ago

READ = translate("/ip/dns/print", load_language())
WRITE = translate("/ip/dns/set servers=198.51.100.53", load_language())
REBOOT = translate("/system reboot", load_language())
SECRET = translate("/ppp secret print", load_language())
SLIP = translate("/ip dns sett servers=192.0.2.1", load_language())
LOOKED_UP = translate("/interface/monitor-traffic [find where disabled=no] once", load_language())


def online(number: int, name: str | None = None, tags: tuple[str, ...] = ()) -> Site:
    return a_site(number, name, has_pulse=True, last_seen_at=ago(10), tags=tags)


def late(number: int) -> Site:
    return a_site(number, has_pulse=True, last_seen_at=ago(190))


def offline(number: int) -> Site:
    return a_site(number, has_pulse=False, last_seen_at=ago(900))


def never_seen(number: int) -> Site:
    return a_site(number)


STATES = {
    Freshness.ONLINE: online,
    Freshness.LATE: late,
    Freshness.OFFLINE: offline,
    Freshness.UNKNOWN: never_seen,
}


def radius(
    *sites: Site, line: Translation = WRITE, list_age_s: float = 5.0, per_minute: int = 50
) -> BlastRadius:
    now = NOW + timedelta(seconds=list_age_s)
    return BlastRadius.of(sites, line, as_of=NOW, now=now, per_minute=per_minute)


@given(st.lists(st.sampled_from(Freshness), min_size=1, max_size=30))
def test_the_states_add_up_to_the_sites_and_each_site_that_is_not_online_is_counted_once(
    states: list[Freshness],
) -> None:
    told = radius(*(STATES[state](number) for number, state in enumerate(states)))
    assert {state: states.count(state) for state in Freshness} == told.counts
    assert sum(len(told.names_of(state)) for state in Freshness) == len(states)
    assert told.lines()[1].startswith(f"{len(states)} site")


def test_all_of_it_as_a_person_reads_it() -> None:
    tagged = [online(1, tags=("isp:alpha", "vip")), online(7, tags=("isp:alpha", "lagos"))]
    told = radius(*tagged, *map(late, range(2, 6)), offline(6), line=REBOOT)
    assert told.lines() == (
        "disruptive: it can cut off the router, or what hangs on it",
        "7 sites: 2 online, 4 late, 1 offline, as of 09:15:00Z",
        "offline, will probably not be reached: site-6",
        "late, live calls may work: site-2, site-3, site-4, site-5",
        "tags: isp:alpha 2",
        "on 5 of 7 heartbeats stopped: a queued job waits until it returns",
    )


def test_tags_are_capped_with_how_many_more() -> None:
    tags = tuple(f"t:{number}" for number in range(TAGS_SHOWN + 2))
    told = radius(online(1, tags=tags), online(2, tags=tags))
    (line,) = [line for line in told.lines() if line.startswith("tags: ")]
    assert line.count(" 2") == TAGS_SHOWN + 1, "each with its count, and how many more"
    assert line.endswith(" and 2 more")


def test_five_late_sites_of_the_story() -> None:
    told = radius(*map(late, range(1, 6)))
    assert told.job_words == "heartbeats stopped: a queued job waits until it returns"
    assert "5 sites: 5 late, as of 09:15:00Z" in told.lines()
    assert told.must_type == "5"


def test_names_are_capped_with_how_many_more() -> None:
    (line,) = [line for line in radius(*map(offline, range(1, 21))).lines() if line.startswith("offline")]
    assert line.count("site-") == NAMES_SHOWN
    assert line.endswith(f"site-{NAMES_SHOWN} and {20 - NAMES_SHOWN} more")


def test_what_never_checked_in_is_not_called_offline() -> None:
    assert "unknown, nobody knows whether live calls work: site-1" in radius(never_seen(1)).lines()


def test_the_most_common_tags_come_first_and_those_of_one_site_are_not_told() -> None:
    sites = [
        online(number, tags=("all", f"own:{number}", f"{number % 2}", *(["few"] if number < 3 else [])))
        for number in range(9)
    ]
    assert radius(*sites).tags == (("all", 9), ("0", 5), ("1", 4), ("few", 3))
    assert radius(*sites[:2]).tags == (("all", 2), ("few", 2))
    assert radius(sites[0]).tags == ()


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (READ, ()),
        (WRITE, ("write: it may change the router",)),
        (REBOOT, ("disruptive: it can cut off the router, or what hangs on it",)),
        (SECRET, ("sensitive: it shows secrets or what people do",)),
    ],
)
def test_the_class_of_the_line_is_said(line: Translation, words: tuple[str, ...]) -> None:
    assert radius(online(1), line=line).class_words == words


def test_what_is_not_known_of_the_line_is_said() -> None:
    first, doubt = radius(online(1), line=SLIP).class_words
    assert first == "write: it may change the router"
    assert doubt.startswith("not known: ")
    assert "sett" in doubt
    hostile = SLIP._replace(doubts=("\x1b]0;x\x07",) * 9)
    said = radius(online(1), line=hostile).class_words
    assert len(said) == 4
    assert all(words.isprintable() for words in said)


@pytest.mark.parametrize(
    ("line", "sites", "typed"),
    [
        (WRITE, 1, ""),
        (WRITE, 3, ""),
        (WRITE, 4, "4"),
        (WRITE, 12, "12"),
        (REBOOT, 1, "reboot"),
        (REBOOT, 3, "reboot"),
        (REBOOT, 12, "reboot 12"),
        (translate("/interface disable ether1", load_language()), 1, "disable"),
        (READ, 500, ""),
        (SECRET, 500, ""),
    ],
)
def test_what_has_to_be_typed(line: Translation, sites: int, typed: str) -> None:
    assert radius(*map(online, range(sites)), line=line).must_type == typed


def test_the_read_that_goes_first_is_said_and_takes_its_part_of_the_rate() -> None:
    told = radius(*map(online, range(40)), line=LOOKED_UP)
    assert told.lookup_words.startswith("[find] first: each router is asked /interface/print ")
    assert (told.requests, told.duration_s) == (80, 60)
    assert radius(*map(online, range(40)), line=READ).duration_s == 0


@pytest.mark.parametrize(
    ("sites", "per_minute", "duration_s"),
    [(1, 50, 0), (45, 50, 0), (46, 50, 60), (200, 50, 240), (200, 500, 0)],
)
def test_the_time_follows_from_the_rate(sites: int, per_minute: int, duration_s: int) -> None:
    told = radius(*map(online, range(sites)), per_minute=per_minute)
    assert told.duration_s == duration_s
    assert any("requests a minute" in line for line in told.lines()) is bool(duration_s)


def test_the_time_is_said_with_the_rate() -> None:
    told = radius(*map(online, range(200)))
    assert told.lines()[-1] == "it takes about 4m00 at no more than 45 requests a minute"


@pytest.mark.parametrize(("list_age_s", "is_said"), [(0, False), (119, False), (121, True), (7200, True)])
def test_an_old_list_is_said_to_be_old(list_age_s: float, is_said: bool) -> None:
    lines = radius(online(1), list_age_s=list_age_s).lines()
    assert any(line.startswith("the list of sites is ") for line in lines) is is_said


# Names that could be taken for others (reliability.md, B13)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("lagos-depot", "l\u0430gos-depot"),
        ("lagos-depot", "Lagos-Depot"),
        ("depot-10", "depot-lO"),
        ("depot  1", "depot 1"),
        ("COPE", "\u0421\u041e\u0420\u0415"),
        ("site-I", "site-l"),
    ],
)
def test_names_that_look_alike_have_their_ids_beside_them(one: str, other: str) -> None:
    told = radius(online(1, one), online(2, other), online(3, "elsewhere"))
    assert [told.called(site) for site in told.sites] == [
        *(f"{one} (..00000001)", f"{other} (..00000002)", "elsewhere")
    ]
    assert f"names that look alike: {one} (..00000001), {other} (..00000002)" in told.lines()


def test_a_name_with_foreign_letters_has_its_id_beside_it_though_it_stands_alone() -> None:
    told = radius(online(1, "l\u0430gos-depot"))
    assert told.called(told.sites[0]) == "l\u0430gos-depot (..00000001)"


@pytest.mark.parametrize("names", [("lagos-0142", "lagos-0143"), ("münchen", "munchen"), ("a", "b")])
def test_names_that_differ_have_none(names: tuple[str, str]) -> None:
    told = radius(*(online(number, name) for number, name in enumerate(names)))
    assert [told.called(site) for site in told.sites] == list(names)
