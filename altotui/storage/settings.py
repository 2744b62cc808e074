"""The settings file: TOML, checked as a whole, its errors naming file, key and remedy; reading never changes it.

default_profile = "acme"               # the profile that is used when none is named
theme = "altotui-light"                # colours; left out: as the terminal seems to be
signs = "ascii"                        # or "unicode"; left out: as the locale says

[profile.acme]
base_url = "https://v1.api.altostrat.io"  # left out: the documented address of the generation
api = "v1"                             # or "legacy": the older generation of the API
read_only = false                      # true: writing can never be unlocked with this profile
job_endpoint = "keyed"                 # or "json": queue jobs without an idempotency key
token_command = ["pass", "show", "sdx"]  # prints the token; started without a shell, 10 seconds at most
ca_file = "~/acme-ca.pem"              # certificates that are trusted besides the system's
proxy = "http://proxy.acme.example:3128"  # http, https or socks5; "none": not even the environment's
color = "green"                        # red, orange, yellow, green, blue or purple, in the header
requests_per_minute = 60               # what the platform allows: 6 to 600
command_timeout_s = 65                 # how long a command may take: 1 to 600
retry_reads = false                    # true: a read command whose connection broke is sent again

[notify]                               # where `altotui listen` and the console take notify_url posts
listen = "127.0.0.1:8787"              # loopback only: a reverse proxy with https stands in front of it
path = "a-secret-of-16-to-100-characters"  # last part of the notify_url: who knows it can post

[keys]                                 # other keys for actions, by the ids that the README lists
"refresh" = "ctrl+g"                   # one key, a list of keys, or false: none
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Callable
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic.fields import FieldInfo

from altotui.domain.address import check_base_url, check_proxy, read_listener
from altotui.domain.errors import SettingsError, StorageError
from altotui.domain.text import make_visible
from altotui.storage.atomic import read_file

_MAX_BYTES = 1024 * 1024
_UNTOUCHED = " (the file was left as it is)"
_SWITCH = "write true or false"
_TABLE = "write a table in square brackets"


def _passes(check: Callable[[str], object]) -> AfterValidator:
    """Return what refuses a text with the words of `check`."""

    def validate(text: str) -> str:
        try:
            check(text)
        except SettingsError as problem:
            raise ValueError(str(problem)) from None
        return text

    return AfterValidator(validate)


def _command(words: list[str]) -> list[str]:
    if not words[0] or any("\x00" in word for word in words):
        raise ValueError("the program has no name, or a word has a NUL character")
    return words


def _keys(value: object) -> tuple[str, ...]:
    keys = [] if value is False else [value] if isinstance(value, str) else value
    if not isinstance(keys, list) or not all(isinstance(key, str) for key in keys):
        raise ValueError('write a key such as "ctrl+g", a list of keys, or false')
    return tuple(keys)


def _absolute(text: str) -> str:
    path = os.path.expanduser(text)
    if not os.path.isabs(path) or not path.isprintable():
        raise ValueError("write an absolute path, or one that starts with ~/")
    return path


class ProfileSettings(BaseModel):
    """One way to reach one platform account; each description says what may be written."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, hide_input_in_errors=True)

    base_url: Annotated[str, _passes(check_base_url)] | None = Field(
        None, description="write https://HOST in quotes"
    )
    """Address of the API; the documented one of its generation when left out."""
    api: Literal["v1", "legacy"] = Field("v1", description='write "v1" or "legacy"')
    """Generation of the API."""
    read_only: bool = Field(False, description=_SWITCH)
    """Whether writing can never be unlocked with this profile."""
    job_endpoint: Literal["keyed", "json"] = Field("keyed", description='write "keyed" or "json"')
    """How jobs are queued: with an idempotency key, or without."""
    token_command: Annotated[list[str], Field(min_length=1), AfterValidator(_command)] | None = Field(
        None, description='write a list of words, such as ["pass", "show", "sdx"]'
    )
    """Program and arguments that print the token."""
    ca_file: Annotated[str, AfterValidator(_absolute)] | None = Field(
        None, description="write a path in quotes"
    )
    """Certificates that are trusted besides the system's; absolute, `~` expanded, not looked for here."""
    proxy: Annotated[str, _passes(check_proxy)] | None = Field(
        None, description='write http://HOST:PORT or "none" in quotes', repr=False
    )
    """Address of a proxy; `none` for no proxy at all; None for what the environment names. It may hold a password."""
    color: Literal["red", "orange", "yellow", "green", "blue", "purple"] | None = Field(
        None, description='write "red", "orange", "yellow", "green", "blue" or "purple"'
    )
    """Colour of the profile in the console's header."""
    requests_per_minute: int = Field(60, ge=6, le=600, description="write a whole number from 6 to 600")
    """What the platform allows this account."""
    command_timeout_s: float = Field(
        65.0, ge=1, le=600, allow_inf_nan=False, description="write seconds from 1 to 600"
    )
    """Seconds that a command may take."""
    retry_reads: bool = Field(False, description=_SWITCH)
    """Whether a read that got no answer is sent again."""


class NotifySettings(BaseModel):
    """Where posts to a `notify_url` arrive on this machine."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, hide_input_in_errors=True)

    listen: Annotated[str, _passes(read_listener)] = Field(description='write "127.0.0.1:8787"')
    """Loopback host and port."""
    path: str = Field(
        pattern=r"\A[A-Za-z0-9_-]{16,100}\z",
        description="write a secret of 16 to 100 letters, digits, _ or -",
        repr=False,
    )
    """Secret last part of the address."""


class Settings(BaseModel):
    """Everything that can be set in the file; every key may be left out."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, hide_input_in_errors=True)

    default_profile: str = Field("default", description="write the name of a profile in quotes")
    """The profile that is used when none is named."""
    profile: dict[str, ProfileSettings] = Field(default_factory=dict, description=_TABLE)
    """Profiles by name."""
    theme: str = Field("auto", description="write the name of a theme in quotes")
    """Theme of the console; which there are, nobody looks up here."""
    signs: Literal["auto", "ascii", "unicode"] = Field(
        "auto", description='write "ascii", "unicode" or "auto"'
    )
    """What the console draws lines, bars and lanes with."""
    keys: dict[str, Annotated[tuple[str, ...], BeforeValidator(_keys)]] = Field(
        default_factory=dict, description=_TABLE
    )
    """Keys of actions by id; which actions and keys there are, nobody looks up here."""
    notify: NotifySettings | None = Field(None, description=_TABLE)
    """Where posts to a `notify_url` arrive; None: nowhere."""


def load_settings(path: Path) -> Settings:
    """Return the settings in `path`; the defaults when there is no such file.

    A file that cannot be used is never passed over: the defaults could drop `read_only`, or send a token elsewhere.

    Raises:
        SettingsError: The file cannot be read, is not TOML, or has a key or a value that is not known.
    """
    try:
        content = read_file(path, max_bytes=_MAX_BYTES).content
    except FileNotFoundError:
        return Settings()
    except StorageError as problem:
        raise SettingsError(f"{problem}{_UNTOUCHED}") from None
    try:
        return Settings.model_validate(_document(content))
    except ValidationError as problem:
        raise SettingsError(f"{path.name}: {_first_problem(problem)}{_UNTOUCHED}") from None
    except SettingsError as problem:
        raise SettingsError(f"{path.name} {problem}{_UNTOUCHED}") from None


def _document(content: bytes) -> dict[str, object]:
    if b"\x00" in content:
        line = content.count(b"\n", 0, content.index(b"\x00")) + 1
        raise SettingsError(f"is not a text file: it has a NUL byte in line {line}")
    try:
        return tomllib.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as problem:
        line = content.count(b"\n", 0, problem.start) + 1
        raise SettingsError(f"is not UTF-8 text: look at line {line}") from None
    except tomllib.TOMLDecodeError as problem:
        raise SettingsError(f"is not TOML: {make_visible(str(problem), max_chars=200)}") from None
    except ValueError:  # the only other one: Python reads no number of more than 4300 digits
        raise SettingsError("cannot be used: a number has too many digits") from None
    except RecursionError:
        raise SettingsError("is not TOML that can be read: it is nested too deep") from None


def _first_problem(problem: ValidationError) -> str:
    errors = problem.errors(include_input=False, include_url=False)
    # a name that is typed wrong comes before the name that is therefore missing
    first = next((one for one in errors if one["type"] == "extra_forbidden"), errors[0])
    where = tuple(str(part) for part in first["loc"])
    key = ".".join(make_visible(part, max_chars=60) for part in where)
    known, name = _field_at(where)
    if first["type"] == "extra_forbidden":
        nearest = get_close_matches(name, known, n=1)
        hint = f"did you mean {nearest[0]}?" if nearest else f"known are {', '.join(known)}"
        return f"{key} is not a setting: {hint}"
    allowed = known[name].description or ""
    if first["type"] == "missing":
        return f"{key} is missing: {allowed}"
    return f"{key}: {first['ctx']['error'] if first['type'] == 'value_error' else allowed}"


def _field_at(where: tuple[str, ...]) -> tuple[dict[str, FieldInfo], str]:
    """Return what can be set at a place, and the name there that a value or a part of one belongs to."""
    if where[0] == "profile" and len(where) > 2:
        return ProfileSettings.model_fields, where[2]
    if where[0] == "notify" and len(where) > 1:
        return NotifySettings.model_fields, where[1]
    return Settings.model_fields, where[0]
