"""What the console remembers of answers and of the language while lines are read."""

from __future__ import annotations

import asyncio
import threading

import pytest

from altotui.domain.command import RawRow, RouterReply, Sentence
from altotui.domain.routeros.colouring import Look
from altotui.domain.routeros.language import Language
from altotui.domain.site import Site
from altotui.services.line_reader import MAX_NUMBERED_ROWS, MAX_SITES, LineReader
from altotui.storage.learned import LearnedNowhere
from tests.domain.records import a_site

SITE, OTHER = a_site(1), a_site(2)
LIST = ({".id": "*A", "name": "ether1"}, {".id": "*B", "name": "ether2"})


@pytest.fixture
def reader(language: Language) -> LineReader:
    made = LineReader(lambda: language, LearnedNowhere)
    made.language()
    return made


def take(
    reader: LineReader, command: str, *rows: RawRow, site: Site = SITE, words: tuple[str, ...] = ()
) -> None:
    reader.take_answer(site.id, Sentence(command, words), RouterReply(rows))


def sent(reader: LineReader, line: str, site: Site | None = SITE) -> tuple[str, ...]:
    return reader.translate(line, "/", site).parameters


def offered(reader: LineReader, line: str, site: Site | None = SITE) -> list[str]:
    return [each.text for each in reader.complete(line, len(line), "/", site).candidates]


# --- loading


def test_the_language_is_loaded_by_the_first_line_and_once(language: Language) -> None:
    loads: list[int] = []

    def load() -> Language:
        loads.append(1)
        return language

    reader = LineReader(load, LearnedNowhere)
    assert not reader.is_ready
    assert loads == []
    reader.translate("/ip address print")
    assert reader.is_ready
    reader.colour("/ip address print")
    reader.complete("/ip", 3)
    assert loads == [1]


def test_two_threads_that_come_at_once_load_it_once(language: Language) -> None:
    loads: list[int] = []
    both = threading.Barrier(2, timeout=10)

    def load() -> Language:
        loads.append(1)
        began.set()
        may_end.wait(10)
        return language

    began, may_end = threading.Event(), threading.Event()
    reader = LineReader(load, LearnedNowhere)
    found: list[Language] = []

    def read() -> None:
        both.wait()
        found.append(reader.language())

    threads = [threading.Thread(target=read) for _ in range(2)]
    for thread in threads:
        thread.start()
    assert began.wait(10)
    may_end.set()
    for thread in threads:
        thread.join(10)
    assert loads == [1]
    assert found == [language, language]


async def test_it_is_warmed_up_in_another_thread(language: Language) -> None:
    threads: list[threading.Thread] = []

    def load() -> Language:
        threads.append(threading.current_thread())
        return language

    reader = LineReader(load, LearnedNowhere)
    await asyncio.gather(reader.warm_up(), reader.warm_up())
    assert len(threads) == 1
    assert threads[0] is not threading.main_thread()
    assert reader.is_ready


def test_a_load_that_fails_is_tried_again(language: Language) -> None:
    tries = iter([OSError("no"), None])

    def load() -> Language:
        failure = next(tries)
        if failure is not None:
            raise failure
        return language

    reader = LineReader(load, LearnedNowhere)
    with pytest.raises(OSError, match="no"):
        reader.language()
    assert not reader.is_ready
    assert reader.language() is language


# --- versions


def test_what_was_learned_is_known_to_routers_of_that_version_only(reader: LineReader) -> None:
    reader.learn("7.16.1", "/interface", {"brand-new": "menu"})
    assert "brand-new" in offered(reader, "/interface/br", a_site(version="7.16.1"))
    assert "brand-new" not in offered(reader, "/interface/br", a_site(version="7.16.2"))
    assert "brand-new" not in offered(reader, "/interface/br", a_site())
    assert "brand-new" not in offered(reader, "/interface/br", None)


def test_the_language_of_a_version_is_made_once_and_again_after_learning(reader: LineReader) -> None:
    site = a_site(version="7.16.1")
    reader.learn("7.16.1", "/interface", {"brand-new": "menu"})
    first = reader.language(site)
    assert reader.language(site) is first
    reader.learn("7.16.1", "/interface/brand-new", {"print": "command"})
    assert reader.language(site) is not first
    assert reader.translate("/interface brand pr", "/", site).command == "/interface/brand-new/print"
    assert (5, 10, Look.MENU) not in reader.colour("/ip/x/brand", "/", site).spans


# --- row numbers


def test_row_numbers_are_those_of_the_list_that_was_shown(reader: LineReader) -> None:
    take(reader, "/interface/print", *LIST)
    assert sent(reader, "/interface set 1 comment=x") == ("=.id=*B", "=comment=x")
    assert reader.translate("/interface set 2 comment=x", "/", SITE).command == ""


def test_row_numbers_are_of_one_router_and_one_menu(reader: LineReader) -> None:
    take(reader, "/interface/print", *LIST)
    take(reader, "/ip/address/print", {".id": "*7"})
    take(reader, "/interface/print", {".id": "*2F"}, site=OTHER)
    assert sent(reader, "/interface remove 0") == ("=.id=*A",)
    assert sent(reader, "/ip address remove 0") == ("=.id=*7",)
    assert sent(reader, "/interface remove 0", OTHER) == ("=.id=*2F",)
    assert reader.translate("/ip route remove 0", "/", SITE).command == ""
    assert reader.translate("/interface remove 0", "/", None).command == ""


def test_a_newer_list_of_the_same_menu_counts(reader: LineReader) -> None:
    take(reader, "/interface/print", *LIST)
    take(reader, "/interface/print", LIST[1], words=("?name=ether2",))
    assert sent(reader, "/interface remove 0") == ("=.id=*B",)
    assert reader.translate("/interface remove 1", "/", SITE).command == ""


@pytest.mark.parametrize(
    ("command", "row"),
    [
        ("/interface/set", {".id": "*Q"}),
        ("/interface/monitor", {".id": "*Q"}),
    ],
)
def test_what_is_no_list_leaves_the_numbers_as_they_are(
    command: str, row: RawRow, reader: LineReader
) -> None:
    take(reader, "/interface/print", *LIST)
    take(reader, command, row)
    assert sent(reader, "/interface remove 0") == ("=.id=*A",)


def test_after_a_list_without_ids_there_are_no_numbers(reader: LineReader) -> None:
    take(reader, "/interface/print", *LIST)
    take(reader, "/interface/print", {"name": "vlan7"}, words=("=.proplist=name", "?type=vlan"))
    assert reader.translate("/interface disable 0", "/", SITE).command == ""


@pytest.mark.parametrize("item_id", ["10.0.0.1", "ether1,ether2", "*1\n", "\u202e*1", ""])
def test_what_is_no_id_is_no_number(item_id: str, reader: LineReader) -> None:
    take(reader, "/interface/print", {".id": item_id}, {".id": "*2"})
    assert reader.translate("/interface disable 0", "/", SITE).command == ""
    assert sent(reader, "/interface remove 1") == ("=.id=*2",)


def test_items_are_called_by_their_names_or_their_first_columns(reader: LineReader) -> None:
    take(reader, "/interface/print", *LIST)
    take(reader, "/ip/address/print", {".id": "*7", "address": "192.0.2.1/24", "network": "192.0.2.0"})
    assert reader.name_of(SITE, "/interface", "*B") == "ether2"
    assert reader.name_of(SITE, "/ip/address", "*7") == "192.0.2.1/24 192.0.2.0"
    assert reader.name_of(SITE, "/ip/address", "*8") == ""


def test_after_a_list_without_rows_there_are_no_numbers(reader: LineReader) -> None:
    take(reader, "/interface/print", *LIST)
    take(reader, "/interface/print", words=("?comment=old",))
    assert reader.translate("/interface remove 0", "/", SITE).command == ""


def test_the_answer_of_a_get_is_no_list(reader: LineReader) -> None:
    take(reader, "/interface/print", *LIST)
    got = reader.translate("/interface get ether2 .id", "/", SITE)
    take(reader, got.command, {".id": "*B"}, words=got.parameters)
    assert sent(reader, "/interface remove 0") == ("=.id=*A",)


def test_a_count_leaves_the_numbers_as_they_are(reader: LineReader) -> None:
    take(reader, "/interface/print", *LIST)
    reader.take_answer(SITE.id, Sentence("/interface/print", ("=count-only=",)), RouterReply(ret="2"))
    assert sent(reader, "/interface remove 0") == ("=.id=*A",)


def test_a_row_without_an_id_keeps_its_number(reader: LineReader) -> None:
    take(reader, "/interface/print", {"name": "x"}, *LIST)
    assert sent(reader, "/interface remove 1") == ("=.id=*A",)
    assert reader.translate("/interface remove 0", "/", SITE).command == ""


def test_ids_are_found_however_their_key_is_spelt(reader: LineReader) -> None:
    for key in ("id", ".id", "ID"):
        take(reader, "/interface/print", {key: "*5"})
        assert sent(reader, "/interface remove 0") == ("=.id=*5",)
        reader.take_answer(SITE.id, Sentence("/interface/print"), RouterReply(LIST))


def test_only_so_many_rows_are_numbered(reader: LineReader) -> None:
    take(reader, "/interface/print", *({".id": f"*{number:X}"} for number in range(MAX_NUMBERED_ROWS + 5)))
    assert sent(reader, f"/interface remove {MAX_NUMBERED_ROWS - 1}") == (f"=.id=*{MAX_NUMBERED_ROWS - 1:X}",)
    assert reader.translate(f"/interface remove {MAX_NUMBERED_ROWS}", "/", SITE).command == ""


def test_the_numbers_of_a_sensitive_list_count_too(reader: LineReader) -> None:
    take(reader, "/ppp/secret/print", {".id": "*1", "name": "anna"})
    assert sent(reader, "/ppp secret remove 0") == ("=.id=*1",)


# --- values


def test_values_of_an_answer_complete_the_next_line_of_that_router(reader: LineReader) -> None:
    take(reader, "/interface/print", *LIST)
    assert offered(reader, "/interface set e") == ["ether1", "ether2"]
    assert offered(reader, "/interface set e", OTHER) == []
    assert offered(reader, "/interface set e", None) == []


@pytest.mark.parametrize(
    ("command", "row", "line"),
    [
        ("/interface/print", {"password": "hunter2"}, "/interface print where password="),
        (
            "/interface/wifi/print",
            {"security.passphrase": "hunter2"},
            "/interface wifi print where security.passphrase=",
        ),
        ("/interface/wifi/print", {"passphrase": "hunter2"}, "/interface wifi print where passphrase="),
        ("/snmp/community/print", {"name": "hunter2"}, "/snmp community set "),
        ("/ppp/secret/print", {"name": "a", "password": "hunter2"}, "/ppp secret add password="),
        ("/system/script/print", {"source": "hunter2"}, "/system script print where source="),
        ("/container/envs/print", {"value": "hunter2"}, "/container envs print where value="),
        ("/certificate/print", {"private-key": "hunter2"}, "/certificate print where private-key="),
        ("/radius/print", {"secret": "hunter2"}, "/radius add secret="),
    ],
)
def test_secrets_are_not_kept(command: str, row: RawRow, line: str, reader: LineReader) -> None:
    take(reader, command, {".id": "*1", **row})
    assert not any("hunter2" in text for text in offered(reader, line))


@pytest.mark.parametrize(
    ("command", "name"),
    [
        ("/system/script/environment/print", "value"),
        ("/system/history/print", "redo"),
        ("/system/history/print", "undo"),
    ],
)
def test_what_the_facts_of_the_menu_call_a_secret_is_not_kept(
    command: str, name: str, reader: LineReader
) -> None:
    take(reader, command, {".id": "*1", name: "hunter2"})
    menu = command.removesuffix("/print")
    assert offered(reader, f"{menu} print where {name}=") == []


def test_no_value_is_kept_while_it_is_not_known_what_is_sensitive(language: Language) -> None:
    reader = LineReader(lambda: language, LearnedNowhere)
    take(reader, "/interface/print", *LIST)
    assert sent(reader, "/interface remove 0") == ("=.id=*A",)
    assert offered(reader, "/interface set e") == []


def test_the_answers_of_so_many_routers_are_kept_those_asked_last(reader: LineReader) -> None:
    sites = [a_site(number) for number in range(1, MAX_SITES + 2)]
    for site in sites[:-1]:
        take(reader, "/interface/print", *LIST, site=site)
    take(reader, "/ip/address/print", {".id": "*1"}, site=sites[0])
    take(reader, "/interface/print", *LIST, site=sites[-1])
    assert offered(reader, "/interface set e", sites[1]) == []
    assert reader.translate("/interface remove 0", "/", sites[1]).command == ""
    assert offered(reader, "/interface set e", sites[0]) == ["ether1", "ether2"]
    assert offered(reader, "/interface set e", sites[-1]) == ["ether1", "ether2"]


def test_an_answer_that_is_no_list_takes_no_place(reader: LineReader) -> None:
    take(reader, "/interface/print", *LIST)
    for number in range(10, 10 + MAX_SITES):
        take(reader, "/interface/set", {".id": "*1"}, site=a_site(number))
        take(reader, "/interface/print", site=a_site(number))
    assert offered(reader, "/interface set e") == ["ether1", "ether2"]
