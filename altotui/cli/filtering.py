"""The sites that a filter takes, without a console around."""

from __future__ import annotations

from altotui.cli.headless import say
from altotui.domain.site import Site, SiteList
from altotui.domain.site_filter import SiteFilter
from altotui.domain.site_index import SiteIndex
from altotui.domain.site_scene import SiteScene
from altotui.services.suite import Services


async def filtered(services: Services, listed: SiteList, site_filter: SiteFilter) -> list[Site]:
    """Return the sites of `listed` that pass, in the order of the API; favourites are read when asked for.

    What may have been meant otherwise is said on stderr, and how many records of the list cannot be used.

    Raises:
        StorageError: It asks for favourites, and they cannot be read: no choice is made by halves.
    """
    for hint in site_filter.hints:
        say(hint)
    if listed.left_out:
        one = listed.left_out == 1
        many = "1 record" if one else f"{listed.left_out} records"
        say(f"{many} without a usable id {'is' if one else 'are'} left out")
    if site_filter.asks_about("fav"):
        problem = await services.habits.load()
        if problem is not None:
            raise problem
    index = SiteIndex(listed.sites, SiteScene(listed.as_of, favourites=services.habits.favourites))
    return [listed.sites[number] for number in site_filter.pick(index)]
