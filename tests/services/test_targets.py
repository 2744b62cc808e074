"""Where lines go: what `@` names, adds and takes away, and what becomes of it when marks and lists change."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altotui.domain.errors import InvalidInput
from altotui.domain.ids import SiteId
from altotui.domain.site import Site, SiteList
from altotui.domain.site_scene import SiteScene
from altotui.services.events import ListSource
from altotui.services.marks import Marks
from altotui.services.session import Session
from altotui.services.site_directory import SiteDirectory
from altotui.services.targets import Targets
from tests.clocks import FakeClock
from tests.domain.records import NOW, a_site, site_no
from tests.services.fakes import FakeSdxApi, Published

FLEET = tuple(
    a_site(number, name, tags=tags)
    for number, (name, tags) in enumerate(
        [
            ("lagos-01", ("lagos", "isp:alpha")),
            ("lagos-02", ("lagos", "isp:beta")),
            ("abuja-01", ("abuja", "isp:alpha")),
            ("abuja-02", ("abuja", "vip")),
            ("twin", ()),
            ("twin", ("vip",)),
        ]
    )
)


class Bench:
    """Targets over a list that is there."""

    def __init__(self, *marked: int) -> None:
        told, clock = Published(), FakeClock()
        self.marks = Marks(told)
        self.directory = SiteDirectory(FakeSdxApi(), Session(clock, told), clock, told)
        self.targets = Targets(self.directory, self.marks, self._scene)
        self.show(FLEET)
        self.marks.add(site_no(number) for number in marked)

    def _scene(self, as_of: object) -> SiteScene:
        del as_of
        return SiteScene(NOW, self.marks.ids)

    def show(self, sites: tuple[Site, ...]) -> None:
        self.directory.take(SiteList(sites, NOW), ListSource.LIVE)

    @property
    def numbers(self) -> list[int]:
        ids = [site.id for site in self.targets.current.sites]
        return [number for number in range(len(FLEET)) if site_no(number) in ids]


@pytest.mark.parametrize(
    ("typed", "numbers", "label"),
    [
        ("lagos-01", [0], "lagos-01"),
        ("LAGOS-02", [1], "LAGOS-02".lower()),
        ("lagos-", [0, 1], "@2 lagos-"),
        ("tag:lagos", [0, 1], "@2 tag:lagos"),
        ("tag:vip -abuja", [5], "@1 tag:vip -abuja"),
        ("isp:alpha", [0, 2], "@2 isp:alpha"),
        ("twin", [4, 5], "@2 twin"),
        (str(site_no(4)), [4], "twin"),
        ("marked", [2, 3], "@2 marked"),
        (" marked ", [2, 3], "@2 marked"),
        ("marked:", [2, 3], "@2 marked:"),
        ("name:*", [0, 1, 2, 3, 4, 5], "@6 name:*"),
    ],
)
def test_a_target_is_named(typed: str, numbers: list[int], label: str) -> None:
    bench = Bench(2, 3)
    bench.targets.change(typed)
    assert bench.numbers == numbers
    assert bench.targets.current.label == label


@pytest.mark.parametrize(
    ("typed", "about"),
    [
        ("", "names no site"),
        ("+", "names no site"),
        ("-", "names no site"),
        ("nowhere", "@nowhere names no site"),
        ("tag:nothing", "@tag:nothing names no site"),
        ("status:wrong", "status"),
        ('""', "would be every site"),
        ("-tag:abuja", "takes away no site"),
        ("-tag:lagos tag:abuja", "names no site"),
        ("+lagos-01", "adds no site"),
        ("-lagos-01", "no site would be left"),
        ("answer:1", "names no site"),
        ("Paris / Nord", "names no site: @SITE"),
        ("tag:lagos /ip/arp/print", "enter @tag:lagos alone, and the line behind it"),
        ("\x1b]52;c;x\x07", "names no site"),
    ],
)
def test_what_names_nothing_leaves_the_target_as_it_was(typed: str, about: str) -> None:
    bench = Bench()
    bench.targets.choose(site_no(0))
    with pytest.raises(InvalidInput) as refused:
        bench.targets.change(typed)
    assert about in str(refused.value)
    assert str(refused.value).isprintable()
    assert bench.numbers == [0]
    assert not bench.targets.current.is_set


def test_sites_are_added_and_taken_away() -> None:
    bench = Bench(3)
    targets = bench.targets
    targets.change("tag:lagos")
    assert targets.change("+abuja-01").label == "@3 tag:lagos +abuja-01"
    assert targets.change("+marked").sites == (*FLEET[:2], FLEET[2], FLEET[3])
    targets.change("-isp:alpha")
    assert bench.numbers == [1, 3]
    assert len(targets.current.label) < 100
    with pytest.raises(InvalidInput, match="no site would be left"):
        targets.change("-name:*")
    assert bench.numbers == [1, 3]


def test_one_site_becomes_a_set_when_another_is_added() -> None:
    bench = Bench()
    bench.targets.choose(site_no(0))
    assert bench.targets.current.site == FLEET[0]
    bench.targets.change("+lagos-02")
    assert bench.targets.current.site is None
    assert bench.targets.current.is_set
    assert bench.targets.current.label == "@2 lagos-01 +lagos-02"


def test_the_newest_act_decides() -> None:
    bench = Bench()
    bench.targets.choose(site_no(0))
    bench.marks.add([site_no(2), site_no(3)])
    bench.targets.follow_marks()
    assert bench.targets.current.label == "@2 marked"
    bench.marks.toggle(site_no(1))
    assert bench.numbers == [1, 2, 3]  # the target follows the marks
    bench.targets.choose(site_no(4))
    assert bench.targets.current.site == FLEET[4]
    bench.targets.follow_marks()
    bench.marks.clear()
    bench.targets.follow_marks()
    assert bench.targets.current.site == FLEET[4]  # back to what was chosen last


def test_marks_that_go_leave_a_named_set_alone() -> None:
    bench = Bench(1)
    bench.targets.change("tag:abuja")
    bench.marks.clear()
    bench.targets.follow_marks()
    assert bench.numbers == [2, 3]


def test_without_a_choice_there_is_no_site_when_the_marks_go() -> None:
    bench = Bench(1)
    bench.targets.follow_marks()
    bench.marks.clear()
    bench.targets.follow_marks()
    assert bench.targets.current.sites == ()
    assert bench.targets.current.label == ""


def test_a_set_is_of_the_sites_it_was_named_for_as_far_as_they_are_listed() -> None:
    bench = Bench()
    bench.targets.change("tag:lagos")
    newcomer = a_site(9, "lagos-09", tags=("lagos",))
    bench.show((*FLEET[1:], newcomer))
    assert [site.name for site in bench.targets.current.sites] == [
        "lagos-02"
    ]  # none was added behind one's back
    assert bench.targets.current.label == "@1 tag:lagos"


def test_the_sites_are_those_of_the_newest_list() -> None:
    bench = Bench()
    bench.targets.choose(site_no(0))
    renamed = FLEET[0]._replace(name="lagos-old")
    bench.show((renamed, *FLEET[1:]))
    assert bench.targets.current.site == renamed
    assert bench.targets.current.label == "lagos-old"


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["", "+", "-"]),
            st.sampled_from(["tag:lagos", "vip", "abuja", "twin", "isp:alpha", "marked"]),
        )
    )
)
def test_a_target_is_always_what_set_arithmetic_says(steps: list[tuple[str, str]]) -> None:
    bench = Bench(0, 5)
    meant: dict[str, set[SiteId]] = {}
    for words in {words for _, words in steps}:
        probe = Bench(0, 5)
        probe.targets.change(words)
        meant[words] = {site.id for site in probe.targets.current.sites}
    bench.targets.choose(site_no(0))
    expected = {site_no(0)}
    for sign, words in steps:
        wanted = {"": meant[words], "+": expected | meant[words], "-": expected - meant[words]}[sign]
        try:
            bench.targets.change(sign + words)
        except InvalidInput:
            assert not wanted or (sign and wanted == expected)
        else:
            expected = wanted
        assert {site.id for site in bench.targets.current.sites} == expected
