"""Secrets never reach a file: by the name of the property, by the look of a token, or because they are known."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from altotui import data
from altotui.domain.redaction import redact_script, redact_text, redact_words, secrets_in
from altotui.domain.secret_names import MASK, SECRET_NAMES, is_secret_name

UUID = "0f8c1a52-3b7d-4e6f-9a10-1234567890ab"
JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl"


def test_every_secret_name_of_the_safety_data_is_known() -> None:
    document = json.loads((Path(data.__file__).parent / "safety.json").read_text("utf-8"))
    assert set(document["sensitive"]["properties"]) <= SECRET_NAMES


@pytest.mark.parametrize(
    ("name", "is_secret"),
    [
        ("password", True),
        ("Password", True),
        ("wpa_pre_shared_key", True),
        ("security.passphrase", True),
        ("security.wifi.eap-password", True),
        ("old-password", True),
        ("radius-secret", True),
        ("api-token", True),
        ("some-key", True),
        ("pass", True),
        ("secr", True),
        ("priva", True),
        ("community", True),
        ("public-key", False),
        ("peer-public-key", False),
        ("passthrough", False),
        ("priority", False),
        ("name", False),
        ("comment", False),
        ("key-size", False),
        ("auth", False),
        ("pa", False),
        (".", False),
        ("", False),
    ],
)
def test_which_names_are_secret(name: str, is_secret: bool) -> None:
    assert is_secret_name(name) is is_secret


def test_further_names_can_be_secret() -> None:
    assert redact_words(["=colour=red"], SECRET_NAMES | {"colour"}) == ("=colour=***",)
    assert redact_script("colour=red x=1", SECRET_NAMES | {"colour"}) == "colour=*** x=1"


@pytest.mark.parametrize(
    ("word", "shown"),
    [
        ("=password=xyz", "=password=***"),
        ("=password=a=b c;d\n", "=password=***"),
        ("=password=", "=password="),
        ("=password", "=password"),
        ("?password=xyz", "?password=***"),
        ("?=password=xyz", "?=password=***"),
        ("?>password=xyz", "?>password=***"),
        ("?password", "?password"),
        ("?#|", "?#|"),
        ("=.proplist=name,password", "=.proplist=name,password"),
        ("=name=password", "=name=password"),
        ("=comment=password=xyz", "=comment=password=***"),
        ("=public-key=abc", "=public-key=abc"),
        ("=script=/user add name=a password=xyz", "=script=/user add name=a password=***"),
        ("/user add password=xyz; /log print", "/user add password=***; /log print"),
        (f"=comment={JWT}", "=comment=***"),
    ],
)
def test_words(word: str, shown: str) -> None:
    assert redact_words((word,)) == (shown,)


@pytest.mark.parametrize(
    ("command", "word", "shown"),
    [
        ("/snmp/community/add", "=name=public", "=name=***"),
        ("/snmp/community/add", "=address=::/0", "=address=::/0"),
        ("/ip/pool/add", "=name=public", "=name=public"),
        ("/container/envs/add", "=value=xyz", "=value=***"),
    ],
)
def test_on_some_menus_a_harmless_name_holds_the_secret(command: str, word: str, shown: str) -> None:
    assert redact_words((word,), command=command) == (shown,)


@pytest.mark.parametrize(
    ("script", "shown"),
    [
        ("/user add name=x password=hunter2 group=full", "/user add name=x password=*** group=full"),
        ('/user add password="a b" group=full', '/user add password="***" group=full'),
        ('/user add password="a \\" b" group=full', '/user add password="***" group=full'),
        ('/user add password="a\\\\" group=full', '/user add password="***" group=full'),
        ('/user add password="" group=full', '/user add password="" group=full'),
        ('/user add password="never closed', '/user add password="***'),
        ('source="/user add password=abc"; :put 1', 'source="/user add password=***"; :put 1'),
        (
            'source="/user add password=\\"a b\\" x=1"; :put 1',
            'source="/user add password=\\"***\\" x=1"; :put 1',
        ),
        ('source="/user add password=\\"a \\\\\\" b\\" x=1"', 'source="/user add password=\\"***\\" x=1"'),
        ('source="a\\r\\npassword=abc x=1"', 'source="a\\r\\npassword=*** x=1"'),
        ('source="a\\r\\nkey=abc x=1"', 'source="a\\r\\nkey=*** x=1"'),
        ('source="a\\0Akey=abc x=1"', 'source="a\\0Akey=*** x=1"'),
        ("password=\\\n    abc x=1", "password=\\\n    *** x=1"),
        ('password=\\\r\n    "a b" x=1', 'password=\\\r\n    "***" x=1'),
        ("password=abc\\\n    def x=1", "password=*** x=1"),
        ("password=a\\ b x=1", "password=*** x=1"),
        ("password=abc;x=1", "password=***;x=1"),
        ("[find password=abc] x", "[find password=***] x"),
        ("{password=abc}", "{password=***}"),
        ('password=("a ) b" . [/x y]) x=1', "password=*** x=1"),
        ('password="a"b x=1', "password=*** x=1"),
        ('{"password":"a b","user":"u"}', '{"password":"***","user":"u"}'),
        ('{\\"password\\": \\"a b\\",\\"user\\":\\"u\\"}', '{\\"password\\": \\"***\\",\\"user\\":\\"u\\"}'),
        (':local password "a b"; :put 1', ':local password "***"; :put 1'),
        (":global secret abc\n:put 1", ":global secret ***\n:put 1"),
        (':set $x; :local name "a b"', ':set $x; :local name "a b"'),
        ("/snmp community\nset [find] name=abc", "/snmp community\nset [find] name=***"),
        ("x=password=abc y=1", "x=password=*** y=1"),
        ("password= x=1", "password= x=1"),
        ("the password: is required", "the password: is required"),
        (
            f"-----BEGIN RSA PRIVATE KEY-----\nab\n-----END RSA PRIVATE KEY-----\n{UUID}",
            f"-----BEGIN RSA PRIVATE KEY-----***-----END RSA PRIVATE KEY-----\n{UUID}",
        ),
    ],
)
def test_scripts(script: str, shown: str) -> None:
    assert redact_script(script) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Authorization: Bearer abcdef", "Authorization: ***"),
        ("sent 'bearer abc.def-1' twice", "sent 'bearer ***' twice"),
        ("X-Api-Key: abc, next", "X-Api-Key: ***, next"),
        (f"token {JWT} refused", "token *** refused"),
        (f"token {JWT[:20]}", "token ***"),
        (f"key {UUID}:{UUID}:sEcReT62 of the team", "key *** of the team"),
        (f"site {UUID}", f"site {UUID}"),
        ("(alto_sk_abc_DEF-9)", "(alto_sk_***)"),
        ("https://me:hunter2@host/x and ftp://u:p@h", "https://me:***@host/x and ftp://u:***@h"),
        ("http://host:8080/a@b", "http://host:8080/a@b"),
        ("no bearer of news", "no bearer of news"),
    ],
)
def test_tokens_are_masked_wherever_they_stand(text: str, shown: str) -> None:
    assert redact_text(text) == redact_script(text) == shown


def test_known_secrets_are_masked_the_longest_first_and_short_ones_never() -> None:
    assert redact_text("abcd abcdef ab", ["abcd", "abcdef", "ab", "", "****"]) == "*** *** ab"


def test_the_secrets_of_a_command_are_known_afterwards() -> None:
    words = ["=name=x", "=password=hunter2", '=script=:local secret "a b c"; :put 1', "=pin=123"]
    assert secrets_in(words) == {"hunter2", "a b c"}
    assert secrets_in(["=name=hunter2"], command="/snmp/community/set") == {"hunter2"}
    assert secrets_in(["=name=hunter2"]) == frozenset()


NAMES = st.sampled_from(sorted(SECRET_NAMES))
SECRETS = st.text(
    st.characters(min_codepoint=0x21, exclude_characters='"\\;$()[]{}*'), min_size=6, max_size=20
).filter(lambda text: not any(char.isspace() for char in text))
PLAIN = st.text(st.characters(exclude_characters='=":@*'), max_size=20)


@given(NAMES, st.text(min_size=1), st.sampled_from(["=", "?", "?=", "?<"]), st.lists(PLAIN, max_size=3))
def test_no_secret_of_a_word_survives_and_its_name_does(
    name: str, secret: str, start: str, others: list[str]
) -> None:
    words = [f"=comment={other}" for other in others]
    assert redact_words([*words, f"{start}{name}={secret}"])[-1] == f"{start}{name}={MASK}"


@given(NAMES, SECRETS, PLAIN, PLAIN)
def test_no_bare_secret_of_a_script_survives(name: str, secret: str, before: str, behind: str) -> None:
    assume(secret not in f"{before}{name}{behind}")
    shown = redact_script(f"{before} {name}={secret} {behind}")
    assert secret not in shown
    assert f" {name}={MASK} " in shown


def _quoted(text: str) -> str:
    for char, escaped in (("\\", "\\\\"), ('"', '\\"'), ("$", "\\$"), ("\n", "\\n"), ("\r", "\\r")):
        text = text.replace(char, escaped)
    return f'"{text}"'


@given(NAMES, st.text(min_size=6), st.integers(1, 3), PLAIN)
def test_no_quoted_secret_survives_at_any_depth(name: str, secret: str, depth: int, behind: str) -> None:
    written = secret
    script = ""
    for level in range(depth):
        written = _quoted(written)[1:-1]
        script = f"{name}={_quoted(secret)}" if level == 0 else f"source={_quoted(script)}"
    assume(not set(secret) <= set("*"))
    assume(secret not in f"{name}{behind}source" and written not in f"{name}{behind}source")
    shown = redact_script(f"{script} x=1\n{behind}")
    assert written not in shown
    assert MASK in shown
    assert shown.endswith(f" x=1\n{behind}")


@given(st.text())
def test_masking_again_changes_nothing(text: str) -> None:
    once = redact_script(text)
    assert redact_script(once) == once
    words = redact_words([text, f"={text}"])
    assert redact_words(words) == words


PIECES = st.lists(
    st.sampled_from(
        [
            "password",
            "key",
            "=",
            '"',
            "\\",
            " ",
            ";",
            "(",
            "]",
            "{",
            ":local ",
            "a",
            "***",
            "\n",
            "eyJabcdefgh",
            "://u:p@",
        ]
    ),
    max_size=14,
).map("".join)


@given(PIECES)
def test_masking_broken_syntax_again_changes_nothing(text: str) -> None:
    once = redact_script(text)
    assert redact_script(once) == once


@given(st.lists(st.text(st.characters(exclude_characters="=:@"), max_size=30)))
def test_text_without_an_assignment_or_a_token_stays_as_it_is(texts: list[str]) -> None:
    assume(not any("eyJ" in text or "alto_sk_" in text or "earer" in text.casefold() for text in texts))
    assert list(redact_words(texts)) == texts


@pytest.mark.parametrize(
    "text",
    [
        "a" * 300_000,
        "a=" * 100_000,
        "password=" * 30_000,
        "\\" * 300_000,
        'password=\\"' * 30_000,
        "((" * 100_000,
    ],
)
def test_long_text_takes_time_in_proportion(text: str) -> None:
    start_s = time.process_time()
    redact_script(text)
    assert time.process_time() - start_s < 3
