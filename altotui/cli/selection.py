"""Which sites a verb is for: `--site` names each, `--sites` filters the list."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, NamedTuple

from altotui.cli.filtering import filtered
from altotui.domain.errors import InvalidInput
from altotui.domain.site_filter import SiteFilter

if TYPE_CHECKING:
    from altotui.domain.site import Site
    from altotui.services.suite import Services


class Selection(NamedTuple):
    """The sites that were asked for, before any list is known."""

    names: tuple[str, ...]
    site_filter: SiteFilter | None

    async def load(self, services: Services) -> tuple[Site, ...]:
        """List the sites of the platform and return those meant, each once, named ones first.

        Raises:
            ApiError: There is no list.
            InvalidInput: A name is unknown or ambiguous, or nothing matches.
        """
        directory = services.directory
        listed = await directory.load()
        chosen = [directory.find(name) for name in self.names]
        if self.site_filter is not None:
            matching = await filtered(services, listed, self.site_filter)
            if not matching:
                raise InvalidInput(
                    f"--sites {self.site_filter.text[:60]!a} matches no site", "`altotui sites` lists them"
                )
            chosen += matching
        return tuple({site.id: site for site in chosen}.values())


def add_site_options(parser: argparse.ArgumentParser) -> None:
    """Add `--site` and `--sites`."""
    parser.add_argument(
        "--site",
        action="append",
        default=[],
        metavar="SITE",
        help="id, name, identity or the start of a name; may be repeated",
    )
    parser.add_argument(
        "--sites", metavar="FILTER", help="every site that the filter takes, as in 'status:online lagos'"
    )


def read_selection(arguments: argparse.Namespace) -> Selection:
    """Return the selection of a call; InvalidInput when it names no site at all."""
    if not arguments.site and arguments.sites is None:
        raise InvalidInput("no site is named", "add --site SITE, or --sites FILTER for several")
    if arguments.sites is None:
        return Selection(tuple(arguments.site), None)
    site_filter = SiteFilter.checked(arguments.sites)
    if site_filter.is_empty:
        raise InvalidInput("--sites is empty: that would be every site", "write 'name:*' if it is meant")
    return Selection(tuple(arguments.site), site_filter)
