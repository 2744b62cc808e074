"""The words that pick sites."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from altotui.domain.errors import InvalidInput
from altotui.domain.site import Site
from altotui.domain.site_fields import FIELDS
from altotui.domain.site_filter import PlainWord, SiteFilter
from altotui.domain.site_index import SiteIndex, haystack
from altotui.domain.site_scene import SiteScene
from altotui.domain.text import make_visible
from altotui.simulator.routeros.hostile import HOSTILE
from tests.domain.listings import (
    ANY_TEXT,
    BROKEN_TERMS,
    FILTERS,
    NOWHERE,
    PLAIN_TERMS,
    SCENES,
    SHOWN_HOSTILE,
    TERMS,
    index_of,
    named,
    picked,
    seconds_of,
    site_lists,
)
from tests.domain.records import NOW, a_site, ago, site_no

SITES = [
    a_site(
        1,
        "Lagos-01 branch",
        pid="site_aaa",
        has_pulse=True,
        last_seen_at=ago(5),
        model="CCR2004-16G",
        board="CCR2004",
        version="7.16.2",
        identity="lag01",
        tags=("isp:Vodacom", "region:west africa"),
    ),
    a_site(2, "Lagos-02 kiosk", has_pulse=True, last_seen_at=ago(100), model="hEX S", version="7.15.1"),
    a_site(
        3,
        "Zürich core",
        has_pulse=False,
        last_seen_at=ago(4000),
        version="6.49.10",
        public_address="192.0.2.7",
    ),
    a_site(4, "new", tags=("owner:lagos team",))._replace(serial="HEX0A1"),
]
SHORT = ["lagos-01", "lagos-02", "zürich", "new"]
SCENE = SiteScene(
    NOW,
    marked={site_no(2)},
    favourites={site_no(1), site_no(3)},
    job_states=lambda site_id: {site_no(1): ("failed", "running"), site_no(2): ("sent",)}.get(site_id, ()),
    changed=lambda number: {site_no(3)} if number == 12 else frozenset(),
    are_jobs_known=lambda site_id: site_id != site_no(4),
)


def _names(text: str) -> list[str]:
    return [SHORT[number] for number in picked(text, SITES, SCENE)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", ["lagos-01", "lagos-02", "zürich", "new"]),
        ("  ", ["lagos-01", "lagos-02", "zürich", "new"]),
        ('""', ["lagos-01", "lagos-02", "zürich", "new"]),
        ("lagos", ["lagos-01", "lagos-02", "new"]),
        ("lagos branch", ["lagos-01"]),
        ("branch lagos", ["lagos-01"]),
        ("lagos -kiosk", ["lagos-01", "new"]),
        ("-lagos", ["zürich"]),
        ("-", ["lagos-01", "lagos-02"]),
        ("--", ["zürich", "new"]),
        ("zürich", ["zürich"]),
        ("Zür", ["zürich"]),
        ("ZÜRICH", []),
        ("Lagos", ["lagos-01", "lagos-02"]),
        ("LAGOS", []),
        ("-Lagos", ["zürich", "new"]),
        ("S", ["lagos-02"]),
        ("ccr", ["lagos-01"]),
        ("CCR", ["lagos-01"]),
        ("192.0.2", ["zürich"]),
        ("vodacom", ["lagos-01"]),
        ('"isp:vodacom"', ["lagos-01"]),
        ('"west africa"', ["lagos-01"]),
        ('"africa west"', []),
        ("'core", ["zürich"]),
        ("lag01", ["lagos-01"]),
        ("aaa", []),
        ("hex0", []),
        ("odd:word", []),
        ("owner:lagos", ["new"]),
    ],
)
def test_what_plain_words_pick(text: str, names: list[str]) -> None:
    assert _names(text) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("name:lagos", ["lagos-01", "lagos-02"]),
        ("NAME:LAGOS", ["lagos-01", "lagos-02"]),
        ("name:lag?s*", ["lagos-01", "lagos-02"]),
        ("name:lagos*b*h", ["lagos-01"]),
        ("name:ZÜRICH*", ["zürich"]),
        ("name:o*", []),
        ("name:new,core", ["zürich", "new"]),
        ("id:site_aaa", ["lagos-01"]),
        (f"id:{site_no(3)}", ["zürich"]),
        ("status:online", ["lagos-01"]),
        ("status:late,offline", ["lagos-02", "zürich"]),
        ("-status:unknown", ["lagos-01", "lagos-02", "zürich"]),
        ("status:UNKNOWN", ["new"]),
        ("status:u", ["new"]),
        ("model:ccr*", ["lagos-01"]),
        ("model:ccr2004", ["lagos-01"]),
        ("model:hex", ["lagos-02"]),
        ('model:"hex s"', ["lagos-02"]),
        ("ver:7.1*", ["lagos-01", "lagos-02"]),
        ("ver:7.16*,6.*", ["lagos-01", "zürich"]),
        ("-ver:7.*", ["zürich", "new"]),
        ("ver:7.1?.1", ["lagos-02"]),
        ("ver:<7.16", ["lagos-02", "zürich"]),
        ("ver:<7", ["zürich"]),
        ("ver:>7.15.1", ["lagos-01"]),
        ("ver:>=7.15.1", ["lagos-01", "lagos-02"]),
        ("ver:<=7.15.1", ["lagos-02", "zürich"]),
        ("ver:=7.16.2", ["lagos-01"]),
        ("ver:=7.16", []),
        ("-ver:<7.16", ["lagos-01", "new"]),
        ("ver:>=6.49.9 ver:<7", ["zürich"]),
        ("tag:vodacom", ["lagos-01"]),
        ("tag:isp:vodacom", ["lagos-01"]),
        ("tag:lagos*", ["new"]),
        ("isp:voda*", ["lagos-01"]),
        ("isp:africa", []),
        ("region:west*", ["lagos-01"]),
        ("addr:192.0.2.*", ["zürich"]),
        ("serial:hex", ["new"]),
        ("seen:>45s", ["lagos-02", "zürich"]),
        ("seen:<100s", ["lagos-01"]),
        ("seen:<=100s", ["lagos-01", "lagos-02"]),
        ("seen:>=100s", ["lagos-02", "zürich"]),
        ("seen:>1h6m39s", ["zürich"]),
        ("seen:>1h6m40s", []),
        ("seen:never", ["new"]),
        ("seen:NEVER,>1h", ["zürich", "new"]),
        ("-seen:>45s", ["lagos-01", "new"]),
        ("fav:", ["lagos-01", "zürich"]),
        ("-fav:", ["lagos-02", "new"]),
        ("fav:no", ["lagos-02", "new"]),
        ("fav:yes,no", ["lagos-01", "lagos-02", "zürich", "new"]),
        ("marked:", ["lagos-02"]),
        ("marked:NO fav:", ["lagos-01", "zürich"]),
        ("job:any", ["lagos-01", "lagos-02"]),
        ("job:none", ["zürich"]),
        ("job:open", ["lagos-01"]),
        ("job:failed,sent", ["lagos-01", "lagos-02"]),
        ("job:waiting", []),
        ("changed:12", ["zürich"]),
        ("changed:13", []),
        ("-changed:12", ["lagos-01", "lagos-02", "new"]),
    ],
)
def test_what_fields_pick(text: str, names: list[str]) -> None:
    assert _names(text) == names


@pytest.mark.parametrize(
    ("text", "start", "end", "words"),
    [
        ("status:up", 0, 9, "status:up is not a state: one of online, late, offline, unknown"),
        ("a status:o", 2, 10, "is not a state"),
        ("  model:", 2, 8, "model: has no value: write model:ccr*, or several with commas"),
        ("tag:, x", 0, 5, "tag: has no value"),
        ("-name:", 0, 6, "name: has no value"),
        ("ver:<", 0, 5, "ver:< has no version: write ver:<7.16"),
        ("ver:>=new", 0, 9, "write ver:>=7.16"),
        ("seen:5m", 0, 7, "seen:5m is no age: write seen:>5m for longer ago, seen:<5m or seen:never"),
        ("seen:=2h", 0, 8, "write seen:>2h"),
        ("seen:>soon", 0, 10, "seen:>soon is no age: write seen:>5m"),
        ("job:stuck", 0, 9, "job:stuck is not known: one of any, completed,"),
        ("fav:maybe", 0, 9, "fav:maybe is not known: write fav: or fav:no"),
        ("marked:x", 0, 8, "write marked: or marked:no"),
        ("changed:x", 0, 9, "changed:x is no number of a change: u lists them"),
        ("changed:²", 0, 9, "is no number"),
        ("changed:1234567", 0, 15, "is no number"),
        ('x "core', 2, 7, "the quote has no end"),
    ],
)
def test_a_part_that_cannot_be_meant_says_where_and_what_to_write(
    text: str, start: int, end: int, words: str
) -> None:
    (problem,) = SiteFilter(text).problems
    assert words in problem.text
    assert (problem.start, problem.end) == (start, end)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("lagos status:up", ["lagos-01", "lagos-02", "new"]),
        ("status:late,bogus", ["lagos-02"]),
        ("-status:late,bogus", ["lagos-01", "zürich", "new"]),
        ("job:stuck", SHORT),
        ('"west afr', ["lagos-01"]),
        ('core "', ["zürich"]),
        ("seen:5m,never", ["new"]),
    ],
)
def test_a_broken_part_still_lists_what_the_rest_takes(text: str, names: list[str]) -> None:
    broken = SiteFilter(text)
    assert len(broken.problems) == 1
    assert [SHORT[number] for number in broken.pick(SiteIndex(SITES, SCENE))] == names


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("stauts:late", "stauts: is no field, did you mean status:? it is looked for as it stands"),
        ("version:7", "did you mean ver:?"),
        ("ip:192.0.2.1", "did you mean addr:?"),
        ("state:late", "did you mean status:?"),
        ("owner:lagos", "owner: is no field, it is looked for as it stands"),
    ],
)
def test_an_unknown_field_is_looked_for_as_it_stands_and_told_of(text: str, hint: str) -> None:
    site_filter = SiteFilter(text)
    assert site_filter.problems == []
    assert len(site_filter.hints) == 1
    assert hint in site_filter.hints[0]
    assert site_filter.words == [PlainWord(text, is_cased=False, is_exact=False)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Lagos branch", [("Lagos", True, False), ("branch", False, False)]),
        ("straße", [("strasse", False, False)]),
        ("STRAßE", [("STRAßE", True, False)]),
        ("Öl ÖL öl", [("Öl", True, False), ("ÖL", True, False), ("ol", False, False)]),
        ('"port harcourt"', [("port harcourt", False, True)]),
        ("'Core", [("Core", True, True)]),
        ("-lagos status:late", []),
        ("", []),
    ],
)
def test_the_words_that_are_looked_for(text: str, words: list[tuple[str, bool, bool]]) -> None:
    assert SiteFilter(text).words == [PlainWord(*word) for word in words]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", ""),
        ("lagos branch", ""),
        ("-kiosk", 'not "kiosk"'),
        ("lagos status:l", '"lagos" + status: late'),
        ("-status:late,off", "not status: late or offline"),
        ("ver:<7.16,>=7.20", "ver: below 7.16 or from 7.20"),
        ("seen:>5m,never", "seen: over 5m ago or never"),
        ("fav: marked:no", "fav: yes + marked: no"),
        ("job:queued", "job: pending"),
        ("changed:007", "changed: entry 7"),
        ("status:late,up", "status: late"),
        ('-"\x1b[2J"', 'not "␛[2J"'),
    ],
)
def test_it_says_what_it_means(text: str, says: str) -> None:
    assert SiteFilter(text).says == says


@pytest.mark.parametrize("text", ["job:open", "marked:", "-marked:", "changed:3", "a JOB:open job:any"])
def test_what_only_a_console_knows_is_refused_elsewhere(text: str) -> None:
    assert SiteFilter(text).problems == []
    with pytest.raises(InvalidInput, match=r"filter, column .*is known to a running console only"):
        SiteFilter.checked(text)


def test_a_checked_filter_has_no_problem() -> None:
    assert SiteFilter.checked("lagos fav: status:late").asks_about("fav")
    assert not SiteFilter.checked("fav").asks_about("fav")
    with pytest.raises(InvalidInput, match="filter, column 7: status:up is not a state: one of online"):
        SiteFilter.checked("lagos status:up")


@pytest.mark.parametrize(
    ("text", "is_empty", "rest"),
    [
        ("", True, ["lagos-01", "lagos-02", "zürich", "new"]),
        ("lagos -kiosk", False, ["lagos-01", "zürich", "new"]),
        ("status:late lagos", False, ["lagos-02"]),
        ("status:", True, ["lagos-01", "lagos-02", "zürich", "new"]),
    ],
)
def test_a_filter_without_its_words(text: str, is_empty: bool, rest: list[str]) -> None:
    site_filter = SiteFilter(text)
    assert site_filter.is_empty is is_empty
    without = site_filter.without_words()
    assert without.words == []
    assert [SHORT[number] for number in without.pick(SiteIndex(SITES, SCENE))] == rest


@pytest.mark.parametrize(
    ("text", "wider", "narrows"),
    [
        ("", "", True),
        ("a", "", True),
        ("", "a", False),
        ("lago", "lag", True),
        ("lag", "lago", False),
        ("xlag", "lag", True),
        ("lag x", "lag", True),
        ("lag x", "x lag", True),
        ("Lag", "lag", True),
        ("lag", "Lag", False),
        ("Lag", "La", True),
        ("STRASSE", "ss", True),
        ("-kiosk lag", "-kiosk", True),
        ("-kio", "-kiosk", False),
        ("-kiosk", "kiosk", False),
        ("kiosk", "-kiosk", False),
        ("status:late", "", True),
        ("", "status:late", False),
        ("status:late", "status:offline", False),
        ("-status:late", "status:late", False),
        ("late", "status:late", False),
        ("status:x a", "a", True),
        ("status:late la", "status:late l", True),
        ("-tag:vip la", "-tag:vip l", True),
        ("tag:vip la", "-tag:vip l", False),
        ("fav: la", "fav: l", False),
    ],
)
def test_when_a_filter_is_sure_to_narrow(text: str, wider: str, narrows: bool) -> None:
    assert SiteFilter(text).narrows(SiteFilter(wider)) is narrows


@given(FILTERS)
def test_a_filter_narrows_itself_and_what_it_asks_without_its_words(text: str) -> None:
    site_filter = SiteFilter(text)
    assume(not any(site_filter.asks_about(field.name) for field in FIELDS if field.may_change))
    assert site_filter.narrows(site_filter)
    assert site_filter.narrows(site_filter.without_words())


@given(FILTERS | ANY_TEXT, FILTERS | ANY_TEXT, site_lists(), SCENES)
def test_what_narrows_picks_no_more(text: str, wider: str, sites: tuple[Site, ...], scene: SiteScene) -> None:
    index, one, other = SiteIndex(sites, scene), SiteFilter(text), SiteFilter(wider)
    for narrow, wide in ((one, other), (other, one)):
        if narrow.narrows(wide):
            hits = wide.pick(index)
            assert set(narrow.pick(index)) <= set(hits)
            assert list(narrow.pick(index, hits)) == list(narrow.pick(index))


@given(st.text("lagos01.-ßé", min_size=1, max_size=4), st.text("lagosLAGOS01.-ßİ", max_size=2))
def test_typing_on_narrows(text: str, more: str) -> None:
    before, after = SiteFilter(text), SiteFilter(text + more)
    assume(text not in "-" and before.words and after.words)
    assert after.narrows(before)


@given(FILTERS | ANY_TEXT, site_lists(), SCENES)
def test_every_pick_is_a_part_of_the_list_in_its_order(
    text: str, sites: tuple[Site, ...], scene: SiteScene
) -> None:
    hits = list(SiteFilter(text).pick(SiteIndex(sites, scene)))
    assert hits == sorted(set(hits) & set(range(len(sites))))


@given(TERMS, site_lists(), SCENES)
def test_a_minus_takes_exactly_the_others(term: str, sites: tuple[Site, ...], scene: SiteScene) -> None:
    those, others = picked(term, sites, scene), picked(f"-{term}", sites, scene)
    assert sorted(those + others) == list(range(len(sites)))


@given(FILTERS, FILTERS, site_lists(), SCENES, st.data())
def test_all_parts_must_hold_in_whatever_order(
    one: str, other: str, sites: tuple[Site, ...], scene: SiteScene, data: st.DataObject
) -> None:
    both = picked(f"{one} {other}", sites, scene)
    assert both == sorted(set(picked(one, sites, scene)) & set(picked(other, sites, scene)))
    assert picked(f"{other} {one}", sites, scene) == both
    among = data.draw(st.permutations(range(len(sites))))
    assert (
        SiteFilter(one).pick(SiteIndex(sites, scene), among)
        == [number for number in among if number in picked(one, sites, scene)]
        or not one.strip()
    )


@given(PLAIN_TERMS, site_lists(), SCENES)
def test_a_plain_word_stands_somewhere_in_the_site(
    term: str, sites: tuple[Site, ...], scene: SiteScene
) -> None:
    body = term.strip('"').removeprefix("'") if len(term) > 1 else term
    is_cased = any(char.isupper() for char in body)
    for number, site in enumerate(sites):
        texts = [site.name, site.identity, site.model, site.version, site.public_address, *site.tags]
        found = [
            (body in text) if is_cased else (body.casefold() in text.casefold()) for text in texts if text
        ]
        assert (number in picked(term, sites, scene)) is any(found)


@given(FILTERS, BROKEN_TERMS, FILTERS, site_lists(), SCENES)
def test_a_broken_part_is_as_if_it_were_not_there(
    before: str, broken: str, after: str, sites: tuple[Site, ...], scene: SiteScene
) -> None:
    site_filter = SiteFilter(f"{before} {broken} {after}")
    (problem,) = site_filter.problems
    whole = f"{before} {broken} {after}"
    assert whole[problem.start : problem.end] == broken
    index = SiteIndex(sites, scene)
    assert list(site_filter.pick(index)) == picked(f"{before} {after}", sites, scene)


def test_the_texts_of_a_site_are_apart_and_its_name_comes_first() -> None:
    assert haystack(SITES[0]) == "\n".join(
        ["Lagos-01 branch", "lag01", "CCR2004-16G", "7.16.2", "isp:Vodacom", "region:west africa"]
    )
    assert picked('"branch lag01"', SITES) == picked("branchlag01", SITES) == []


@given(ANY_TEXT, st.booleans())
def test_no_text_breaks_it(text: str, is_in_console: bool) -> None:
    site_filter = SiteFilter(text, is_in_console=is_in_console)
    for problem in site_filter.problems:
        assert 0 <= problem.start < problem.end <= len(text)
        assert problem.text
    for shown in (site_filter.says, *site_filter.hints, *(problem.text for problem in site_filter.problems)):
        assert make_visible(shown, max_chars=100_000) == shown
    assert all(word.text for word in site_filter.words)
    assert list(site_filter.pick(SiteIndex((), NOWHERE))) == []


@pytest.mark.parametrize(
    ("text", "numbers"),
    [("name:[red]*", [0]), ("name:[a-z]*", []), ("name:*]", [0]), ("name:?red?", [0]), ("name:*\\*", [2])],
)
def test_only_stars_and_question_marks_stand_for_anything(text: str, numbers: list[int]) -> None:
    assert picked(text, named("[red]", "red", "a\\b", "b.d")) == numbers


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text)[:30])
def test_hostile_text_is_a_filter_and_a_site_like_any_other(text: str) -> None:
    index = index_of("lagos", *SHOWN_HOSTILE)
    for typed in (
        text,
        f"-{text}",
        f'"{text}"',
        f"name:{text}",
        f"status:{text}",
        f"ver:<{text}",
        f"{text}:x",
    ):
        site_filter = SiteFilter(typed)
        assert set(site_filter.pick(index)) <= set(range(len(index.sites)))
        assert make_visible(site_filter.says) == site_filter.says
    if shown := make_visible(text):
        quoted = shown.replace('"', "")
        if quoted.strip() == shown.strip():
            hits = picked(f'"{quoted}"', index.sites)
            assert SHOWN_HOSTILE.index(shown) + 1 in hits


LONG = {
    "one word": "w" * 20_000,
    "words": "ab " * 6_666,
    "different words": " ".join(f"w{number}" for number in range(5_000)),
    "minuses": "-a " * 6_666,
    "values": "name:" + "a," * 9_000,
    "stars": "name:" + "*a" * 9_990 + "b",
    "questions": "name:" + "?" * 19_990,
    "states": "status:late " * 1_600,
    "bad states": "status:x " * 2_200,
    "versions": " ".join(f"ver:<7.{number}" for number in range(2_000)),
    "one version": "ver:<" + "7." * 9_990,
    "digits": "ver:<" + "7" * 19_990,
    "ages": "seen:>" + "1s" * 9_990,
    "near fields": " ".join(f"st{chr(97 + n % 26)}{chr(97 + n // 26 % 26)}us:x" for n in range(2_000)),
    "quotes": '"' * 20_000,
}


@pytest.mark.parametrize("text", LONG.values(), ids=LONG.keys())
def test_a_long_text_takes_no_long_time(text: str) -> None:
    index = index_of("w" * 2000, "a" * 2000, "lagos")

    def all_of_it() -> None:
        site_filter, longer = SiteFilter(text), SiteFilter(f"{text} x")
        longer.narrows(site_filter)
        assert len(site_filter.says) < 500_000
        assert set(site_filter.pick(index)) <= {0, 1, 2}

    assert seconds_of(all_of_it) < 2


def test_many_sites_are_picked_soon() -> None:
    index = SiteIndex(named(*(f"lagos-branch-{number}" for number in range(20_000))), NOWHERE)
    list(index.prepare())
    assert index.folded[7] == "lagos-branch-7"
    site_filter = SiteFilter("lag bran 77 -8")
    hits: list[int] = []
    assert seconds_of(lambda: hits.extend(site_filter.pick(index))) < 0.5
    assert hits == [number for number in range(20_000) if "77" in str(number) and "8" not in str(number)]
