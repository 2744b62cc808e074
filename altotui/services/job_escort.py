"""What goes along with a queued job: the reads around it, and its draft, which gets smaller with each site."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from altotui.domain.outcome import Outcome

if TYPE_CHECKING:
    from altotui.domain.ids import SiteId
    from altotui.domain.job_plan import PlanResult
    from altotui.domain.routeros.translation import Translation
    from altotui.domain.site import Site
    from altotui.services.brackets import Bracket, Brackets
    from altotui.services.job_drafts import JobDrafts


class JobEscort:
    """Reads each site before its job where that is wanted, and takes away from the draft the sites that are settled.

    So a console that is closed or killed in the middle of a plan leaves a draft for the other sites alone.
    """

    def __init__(
        self,
        drafts: JobDrafts,
        draft_id: str,
        open_brackets: Callable[[], Brackets],
        line_for: Callable[[Site], Translation] | None,
        *,
        is_keyed: bool,
    ) -> None:
        """Take what goes along.

        Args:
            drafts: Keeps the draft.
            draft_id: Which; it knows the sites that it is for.
            open_brackets: Gives what reads.
            line_for: Gives what is read on a site; None: nothing.
            is_keyed: Whether a repeat is the same job: else an unknown one must not be offered again.
        """
        self._drafts = drafts
        self._draft_id = draft_id
        self._open_brackets = open_brackets
        self._line_for = line_for
        self._settling = {Outcome.OK} if is_keyed else {Outcome.OK, Outcome.UNKNOWN}
        self._read: dict[SiteId, Bracket] = {}

    async def before(self, site: Site) -> None:
        """Read `site`; a read that fails is no reason not to queue, a line that is no read raises InvalidInput."""
        if self._line_for is not None:
            self._read[site.id] = await self._open_brackets().before(site, self._line_for(site))

    def ended(self, site: Site, result: PlanResult) -> None:
        """Hang the read on its job, and let the draft be for the other sites."""
        bracket = self._read.pop(site.id, None)
        if bracket is not None and result.job_id is not None:
            self._open_brackets().attach(bracket, result.job_id)
        if result.outcome in self._settling:
            self._drafts.settled_on(self._draft_id, site.id)
