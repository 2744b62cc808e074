"""Which API is meant, and with what rights: flag beats environment beats file beats default."""

from __future__ import annotations

import argparse
import os
from typing import TYPE_CHECKING, NamedTuple

from altotui.domain.errors import SettingsError

if TYPE_CHECKING:
    from altotui.storage.token import Token

DEMO_PROFILE = "demo"


class Demo(NamedTuple):
    """The simulated fleet to make."""

    sites: int
    seed: int
    scenario: str
    speed: float
    tick_s: float | None


class Target(NamedTuple):
    """One API to talk to."""

    profile: str
    generation: str
    """`v1` or `legacy`."""
    base_url: str
    """Empty for a demonstration."""
    is_locked: bool
    """Writing can never be unlocked."""
    demo: Demo | None = None
    token: Token | None = None
    """None for a demonstration."""


def demo_of(arguments: argparse.Namespace) -> Demo:
    """Return the simulated fleet that a call describes."""
    return Demo(
        arguments.demo_sites,
        arguments.demo_seed,
        arguments.demo_scenario,
        arguments.demo_speed,
        arguments.demo_tick,
    )


def resolve_target(arguments: argparse.Namespace) -> Target:
    """Return the target of a call.

    Raises:
        SettingsError: The settings file, a variable or a profile name is wrong.
        CredentialsError: A real API is meant and there is no usable token.
    """
    if arguments.demo:
        return Target(
            profile=DEMO_PROFILE,
            generation=_generation("v1"),
            base_url="",
            is_locked=arguments.read_only,
            demo=demo_of(arguments),
        )
    from altotui.domain.address import check_base_url
    from altotui.storage.locations import settings_file
    from altotui.storage.settings import DEFAULT_BASE_URL, ProfileSettings, load_settings
    from altotui.storage.token import read_token

    settings = load_settings(settings_file())
    name = arguments.profile or os.environ.get("ALTOTUI_PROFILE") or settings.default_profile
    profile = settings.profile.get(name)
    if profile is None:
        if settings.profile and name != "default":
            known = ", ".join(settings.profile)
            raise SettingsError(f"there is no profile {name[:40]!a}: {settings_file().name} has {known}")
        if arguments.profile:
            raise SettingsError(
                f"there is no profile {name[:40]!a}: write [profile.{name[:40]}] in settings.toml"
            )
        profile = ProfileSettings()
    generation = _generation(profile.api)
    base_url = os.environ.get("ALTOTUI_BASE_URL") or profile.base_url or DEFAULT_BASE_URL[generation]
    check_base_url(base_url)
    return Target(
        profile=name,
        generation=generation,
        base_url=base_url,
        is_locked=arguments.read_only or profile.read_only,
        token=read_token(),
    )


def _generation(default: str) -> str:
    generation = os.environ.get("ALTOTUI_API") or default
    if generation not in ("v1", "legacy"):
        raise SettingsError(f"ALTOTUI_API is {generation[:20]!a}: write v1 or legacy")
    return generation
