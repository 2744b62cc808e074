"""Which API is meant, and with what rights: flag beats environment beats file beats default."""

from __future__ import annotations

import os
from types import MappingProxyType
from typing import TYPE_CHECKING

from altotui.domain.errors import InvalidInput, SettingsError
from altotui.domain.frozen import Frozen

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping
    from pathlib import Path

    from altotui.storage.settings import ProfileSettings, Settings
    from altotui.storage.token import Token
    from altotui.storage.token_sources import TokenQuery

DEMO_PROFILE = "demo"
_UNNAMED_PROFILE = "default"
"""The profile that is there without being written down."""


class Demo(Frozen):
    """The simulated fleet to make."""

    sites: int
    seed: int
    scenario: str
    speed: float
    tick_s: float | None


class Notify(Frozen):
    """Where posts to a `notify_url` arrive on this machine; the secret path never shows in a repr."""

    listen_host: str
    listen_port: int
    path: str
    """Secret last part of the address, without a slash."""

    def __repr__(self) -> str:
        """Name the address and never the path."""
        return f"Notify(at {self.listen_host}:{self.listen_port})"


class Wishes(Frozen):
    """How a person wants the console to be, as far as the settings say it."""

    theme: str = "auto"
    signs: str = "auto"
    """`ascii`, `unicode` or `auto`."""
    keys: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    """Keys of actions by their ids, as written; none: the action has no key."""


class Target(Frozen):
    """One API to talk to; what is left out is as it is without a settings file."""

    profile: str
    generation: str
    """`v1` or `legacy`."""
    base_url: str
    """Empty for a demonstration."""
    is_locked: bool
    """Writing can never be unlocked."""
    demo: Demo | None = None
    token: Token | None = None
    """None for a demonstration, and where none was asked for."""
    query: TokenQuery | None = None
    """How the token was found, to read its source again; None for a demonstration."""
    job_endpoint: str = "keyed"
    """`keyed` or `json`."""
    ca_file: str | None = None
    """Absolute path of certificates that are trusted besides the system's; nobody has looked whether it is there."""
    proxy: str | None = None
    """Address of a proxy, maybe with a password; `none`: no proxy at all; None: what the environment names."""
    color: str | None = None
    """Name of a colour for the header."""
    requests_per_minute: int = 60
    command_timeout_s: float = 65.0
    retry_reads: bool = False
    notify: Notify | None = None
    is_audit_optional: bool = False
    """Writes are sent although they could not be recorded."""
    wishes: Wishes = Wishes()

    def __repr__(self) -> str:
        """Name the profile and its address, and nothing that may be secret."""
        return f"Target({self.profile!a} at {self.base_url or DEMO_PROFILE!a})"


def demo_of(arguments: argparse.Namespace) -> Demo:
    """Return the simulated fleet that a call describes."""
    return Demo(
        arguments.demo_sites,
        arguments.demo_seed,
        arguments.demo_scenario,
        arguments.demo_speed,
        arguments.demo_tick,
    )


def resolve_target(arguments: argparse.Namespace, *, needs_token: bool = True) -> Target:
    """Return the target of a call; blocks while the token is looked for, up to 12 s where a program hangs.

    Args:
        arguments: The options that are valid everywhere.
        needs_token: Look for the token too; without it only `query` says how that would be done.

    Raises:
        InvalidInput: A token on stdin makes no sense in this call.
        SettingsError: The settings file, a variable or a profile name is wrong.
        CredentialsError: A real API is meant and there is no usable token.
    """
    if arguments.demo:
        return _demo_target(arguments)
    from altotui.domain.address import check_base_url, origin_of
    from altotui.storage.token_sources import TokenQuery, find_token

    settings = _load_settings()
    name = _profile_name(arguments, settings)
    profile = settings.profile.get(name) if settings else None
    target = Target(name, "v1", "", arguments.read_only, is_audit_optional=arguments.no_audit)
    target = _with_settings(target, profile, settings)
    check_base_url(target.base_url)
    origin = origin_of(target.base_url)
    query = TokenQuery(name, origin, None, arguments.token_stdin)
    if profile and profile.token_command:
        own_origin = origin_of(profile.base_url) if profile.base_url else None
        query = query._replace(command=tuple(profile.token_command), command_origin=own_origin)
    token = find_token(query) if needs_token else None
    return target._replace(token=token, query=query)


def wishes_for(target: Target) -> Wishes:
    """Return how a person wants the console that shows `target`.

    A demonstration takes nothing of its fleet from the settings, but terminal, eyes and fingers are the person's own.
    """
    if target.demo is None:
        return target.wishes
    settings = _load_settings()
    return _wishes(settings) if settings else Wishes()


def _demo_target(arguments: argparse.Namespace) -> Target:
    if arguments.token_stdin:
        raise InvalidInput(
            "--token-stdin with --demo", "a simulated fleet takes no token, leave one of them out"
        )
    return Target(
        profile=DEMO_PROFILE,
        generation=_generation("v1"),
        base_url="",
        is_locked=arguments.read_only,
        demo=demo_of(arguments),
    )


def _load_settings() -> Settings | None:
    """Return the settings; None without a file, so that such a start does not pay for checking one."""
    from altotui.storage.locations import settings_file

    path = settings_file()
    if not _may_be_there(path):
        return None
    from altotui.storage.settings import load_settings

    return load_settings(path)


def _may_be_there(path: Path) -> bool:
    """Return whether something is there, be it a link to nothing, or cannot be looked for."""
    try:
        path.lstat()
    except FileNotFoundError:
        return False
    except OSError:  # load_settings says which
        return True
    return True


def _profile_name(arguments: argparse.Namespace, settings: Settings | None) -> str:
    """Return the profile of a call; SettingsError when nobody has written that one."""
    name: str = arguments.profile or os.environ.get("ALTOTUI_PROFILE") or ""
    name = name or (settings.default_profile if settings else _UNNAMED_PROFILE)
    known = settings.profile if settings else {}
    if name in known or name == _UNNAMED_PROFILE:
        return name
    from difflib import get_close_matches

    from altotui.domain.text import make_visible

    problem = f"there is no profile {name[:40]!a}"
    if not known:
        raise SettingsError(f"{problem}: write [profile.{make_visible(name[:40])}] in settings.toml")
    nearest = get_close_matches(name, known, n=1)
    hint = f"did you mean {nearest[0]}? " if nearest else ""
    raise SettingsError(make_visible(f"{problem}: {hint}settings.toml has {', '.join(known)}"))


def _with_settings(target: Target, profile: ProfileSettings | None, settings: Settings | None) -> Target:
    """Return `target` with what the environment and its profile say."""
    from altotui.domain.address import DEFAULT_BASE_URL, read_listener

    generation = _generation(profile.api if profile else "v1")
    named = os.environ.get("ALTOTUI_BASE_URL") or (profile.base_url if profile else None)
    target = target._replace(generation=generation, base_url=named or DEFAULT_BASE_URL[generation])
    if profile:
        target = target._replace(
            is_locked=target.is_locked or profile.read_only,
            job_endpoint=profile.job_endpoint,
            ca_file=profile.ca_file,
            proxy=profile.proxy,
            color=profile.color,
            requests_per_minute=profile.requests_per_minute,
            command_timeout_s=profile.command_timeout_s,
            retry_reads=profile.retry_reads,
        )
    if settings and settings.notify:
        listener = read_listener(settings.notify.listen)
        target = target._replace(notify=Notify(listener.host, listener.port, settings.notify.path))
    if settings:
        target = target._replace(wishes=_wishes(settings))
    return target


def _wishes(settings: Settings) -> Wishes:
    return Wishes(settings.theme, settings.signs, settings.keys)


def _generation(default: str) -> str:
    generation = os.environ.get("ALTOTUI_API") or default
    if generation not in ("v1", "legacy"):
        raise SettingsError(f"ALTOTUI_API is {generation[:20]!a}: write v1 or legacy")
    return generation
