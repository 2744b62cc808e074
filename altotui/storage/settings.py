"""The settings file: TOML, checked as a whole, its errors naming file, key and remedy.

default_profile = "acme"

[profile.acme]
base_url = "https://v1.api.altostrat.io"
api = "v1"
read_only = false
"""

from __future__ import annotations

import tomllib
from difflib import get_close_matches
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from altotui.domain.errors import SettingsError
from altotui.domain.text import make_visible

DEFAULT_BASE_URL = {"v1": "https://v1.api.altostrat.io", "legacy": "https://api.altostrat.io"}


class ProfileSettings(BaseModel):
    """One way to reach one platform account."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    base_url: str | None = None
    """Address of the API; the documented one of its generation when left out."""
    api: Literal["v1", "legacy"] = "v1"
    """Generation of the API."""
    read_only: bool = False
    """Whether writing can never be unlocked with this profile."""


class Settings(BaseModel):
    """Everything that can be set in the file; every key may be left out."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    default_profile: str = "default"
    """The profile that is used when none is named."""
    profile: dict[str, ProfileSettings] = Field(default_factory=dict)
    """Profiles by name."""


def load_settings(path: Path) -> Settings:
    """Return the settings in `path`; the defaults when there is no such file.

    Raises:
        SettingsError: The file cannot be read, is not TOML, or has a key or a value that is not known.
    """
    try:
        document = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return Settings()
    except (OSError, UnicodeDecodeError) as problem:
        raise SettingsError(f"{path.name} cannot be read: {type(problem).__name__}") from None
    except tomllib.TOMLDecodeError as problem:
        raise SettingsError(f"{path.name} is not TOML: {make_visible(str(problem))}") from None
    try:
        return Settings.model_validate(document)
    except ValidationError as problem:
        raise SettingsError(f"{path.name}: {_first_problem(problem)}") from None


def _first_problem(problem: ValidationError) -> str:
    first = problem.errors(include_input=False, include_url=False)[0]
    where = [make_visible(str(part), max_chars=60) for part in first["loc"]]
    key = ".".join(where)
    if first["type"] != "extra_forbidden":
        return f"{key}: {first['msg']}"
    known = ProfileSettings.model_fields if len(where) > 1 else Settings.model_fields
    nearest = get_close_matches(where[-1], known, n=1)
    hint = f"did you mean {nearest[0]}?" if nearest else f"known are {', '.join(known)}"
    return f"{key} is not a setting: {hint}"
