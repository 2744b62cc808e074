"""`altotui sites`: lists sites."""

from __future__ import annotations

import argparse
import asyncio

from altotui.cli.arguments import add_format
from altotui.cli.compose import compose
from altotui.cli.exit_codes import ExitCode
from altotui.cli.output import Table, print_records
from altotui.cli.records import site_record
from altotui.cli.target import Target, resolve_target
from altotui.domain.ages import coarse_age
from altotui.domain.site import Site, SiteList
from altotui.domain.site_filter import SiteFilter


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of this verb."""
    parser.add_argument(
        "filter",
        nargs="*",
        metavar="FILTER",
        help="words, status:late,offline, model:, ver:, tag:, isp:, region:, name:, id:; "
        "a minus turns one round: put those behind --",
    )
    add_format(parser)


def run(arguments: argparse.Namespace) -> ExitCode:
    """List the sites that pass the filter, in the order of the API."""
    site_filter = SiteFilter(" ".join(arguments.filter))
    listed = asyncio.run(_load(resolve_target(arguments)))
    sites = [site for site in listed.sites if site_filter.matches(site, listed.as_of)]
    records = [site_record(site, listed.as_of) for site in sites]
    print_records(records, arguments.format, lambda: _brief(sites, listed))
    return ExitCode.OK


async def _load(target: Target) -> SiteList:
    async with compose(target) as run:
        return await run.services.directory.load()


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
