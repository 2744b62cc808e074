"""Where every file is; nothing is made until something is written."""

from __future__ import annotations

import os
from pathlib import Path

_NO_HOME = Path("/proc/nonexistent/altotui")
"""Nothing is there, and not even root can make it: without a home there are defaults, and it is told what is lost."""


def config_dir() -> Path:
    """Return the folder of the settings: ALTOTUI_CONFIG_DIR, else the platform's."""
    return _folder("ALTOTUI_CONFIG_DIR", "config")


def state_dir() -> Path:
    """Return the folder of caches and records: ALTOTUI_STATE_DIR, else the platform's."""
    return _folder("ALTOTUI_STATE_DIR", "state")


def _folder(variable: str, kind: str) -> Path:
    if os.environ.get(variable):
        return Path(os.environ[variable])
    import platformdirs

    found = platformdirs.user_config_path if kind == "config" else platformdirs.user_state_path
    try:
        return found("altotui", appauthor=False)
    except RuntimeError:  # neither HOME nor an entry in passwd
        return _NO_HOME


def settings_file() -> Path:
    """Return the settings file."""
    return config_dir() / "settings.toml"


def credentials_file() -> Path:
    """Return the file of the tokens that `altotui auth login` keeps."""
    return config_dir() / "credentials.json"


def site_cache_file(profile: str) -> Path:
    """Return the file of the last site list of one profile."""
    return _of_profile("sites", profile)


def list_places_file(profile: str) -> Path:
    """Return the file that says where lists of one profile's platform were found."""
    return _of_profile("lists", profile)


def site_prefs_file(profile: str) -> Path:
    """Return the file of one profile's favourites, visits and views."""
    return _of_profile("site-prefs", profile)


def job_drafts_file(profile: str) -> Path:
    """Return the file of one profile's drafts of jobs and recent scripts."""
    return _of_profile("job-drafts", profile)


def job_templates_dir() -> Path:
    """Return the folder of a person's own templates of jobs."""
    return config_dir() / "job_templates"


def history_file(profile: str) -> Path:
    """Return the file of what was typed at the prompt under one profile."""
    return _of_profile("history", profile, "jsonl")


def workspace_file(profile: str) -> Path:
    """Return the file of what the last console of one profile has left behind."""
    return _of_profile("workspace", profile)


def learned_file(version: str) -> Path:
    """Return the file of what routers of one RouterOS version reported of their language."""
    return _of_profile("routeros", version)


def _of_profile(kind: str, profile: str, ending: str = "json") -> Path:
    safe = "".join(char if char.isalnum() or char in "-_" else "_" for char in profile)[:80]
    return state_dir() / f"{kind}-{safe}.{ending}"
