"""`altotui sites`: lists sites."""

from __future__ import annotations

import argparse
import asyncio

from altotui.cli.arguments import add_format
from altotui.cli.compose import compose
from altotui.cli.exit_codes import ExitCode
from altotui.cli.filtering import filtered
from altotui.cli.headless import say
from altotui.cli.output import print_records
from altotui.cli.records import site_record
from altotui.cli.target import Target, resolve_target
from altotui.domain.ages import coarse_age
from altotui.domain.formats import Table
from altotui.domain.site import Site, SiteList
from altotui.domain.site_fields import FIELDS
from altotui.domain.site_filter import SiteFilter


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of this verb."""
    parser.add_argument(
        "filter",
        nargs="*",
        metavar="FILTER",
        help=f"words, or {', '.join(field.example for field in FIELDS if not field.is_of_console)}; "
        "a minus turns one round: put those behind --",
    )
    add_format(parser)


def run(arguments: argparse.Namespace) -> ExitCode:
    """List the sites that pass the filter, in the order of the API."""
    site_filter = SiteFilter.checked(" ".join(arguments.filter))
    listed, sites = asyncio.run(_load(resolve_target(arguments), site_filter))
    if not sites and not site_filter.is_empty:
        say(f"no site of {len(listed.sites)} matches")
    records = [site_record(site, listed.as_of) for site in sites]
    print_records(records, arguments.format, lambda: _brief(sites, listed))
    return ExitCode.OK


async def _load(target: Target, site_filter: SiteFilter) -> tuple[SiteList, list[Site]]:
    """Return the whole list, and what the filter takes of it."""
    async with compose(target) as run:
        listed = await run.services.directory.load()
        return listed, await filtered(run.services, listed, site_filter)


def _brief(sites: list[Site], listed: SiteList) -> Table:
    return Table(
        ("name", "status", "seen", "version", "model", "address", "tags"),
        [
            (
                site.name,
                site.freshness(listed.as_of).value,
                coarse_age(site.age_s(listed.as_of)),
                site.version,
                site.model,
                site.public_address,
                site.tags,
            )
            for site in sites
        ],
    )
