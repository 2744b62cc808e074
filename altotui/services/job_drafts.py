"""Jobs that are being typed, put aside or queued before: in memory at once, on disk a second later at the latest.

A draft stays in the file until it is queued everywhere or thrown away, so that a crash loses one second of typing.
What holds a secret is kept in memory alone.
"""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING, Protocol

from altotui.domain.clock import Clock, sleep_or_event
from altotui.domain.errors import AltotuiError, StorageError
from altotui.domain.ids import IdempotencyKey, SiteId
from altotui.domain.job_drafts import (
    BUILT_IN,
    JobsRead,
    KeptDraft,
    KeptJobs,
    KeptScript,
    Template,
    TemplatesRead,
    script_to_keep,
)
from altotui.services.events import DraftsChanged
from altotui.services.ports import Publish

if TYPE_CHECKING:
    from altotui.domain.job import JobDraft

WRITE_EVERY_S = 1.0


class JobDraftsStore(Protocol):
    """Where drafts are kept; all but `is_alive` are called in a thread, one at a time."""

    def load(self) -> JobsRead:
        """Return what is kept; a file that cannot be read is nothing, and its problem is said."""
        ...

    def change(self, change: Callable[[KeptJobs], KeptJobs]) -> JobsRead:
        """Make one change on what is kept by now and return all of it; raises StorageError."""
        ...

    def templates(self) -> TemplatesRead:
        """Return the person's own templates."""
        ...

    @property
    def console(self) -> int:
        """Return the number of this console; no other has it, not even one that gets its process id later."""
        ...

    def is_alive(self, console: int) -> bool:
        """Return whether the console of that number runs."""
        ...


class JobDrafts:
    """What is kept of one profile; other consoles' drafts come in with each write of this one."""

    def __init__(
        self,
        open_store: Callable[[], JobDraftsStore],
        clock: Clock,
        publish: Publish,
    ) -> None:
        """Take what opens the store, when it is needed first."""
        self._open_store = open_store
        self._clock = clock
        self._publish = publish
        self._store: JobDraftsStore | None = None
        self._turn = asyncio.Lock()
        self._hurry = asyncio.Event()
        self._writing: asyncio.Future[None] | None = None
        self._next_write_mono = float("-inf")
        self._has_failed = False
        self._jobs = KeptJobs()
        self._own_templates: tuple[Template, ...] = ()
        self._open: set[str] = set()
        """Ids of the drafts that are open or being queued here."""
        self._not_ours: frozenset[str] = frozenset()
        """Ids of the drafts that the store had at the last look, not open here: another console may settle them."""
        self._unwritten: dict[str, KeptDraft | None] = {}
        """The newest of each draft that the store does not have; None for one that is to go."""
        self._unwritten_scripts: list[KeptScript] = []
        self._memory_only: dict[str, KeptDraft] = {}
        """Those that must not be written, newer than what the store has of them."""

    async def load(self) -> StorageError | None:
        """Read what earlier runs and other consoles left, in a thread; return what makes it incomplete."""
        async with self._turn:
            read, templates = await asyncio.to_thread(lambda: _read(self._opened()))
            self._take(read)
            self._own_templates = templates.templates
        words = "; ".join(filter(None, (read.problem, templates.problem)))
        problem = StorageError(words) if words else None
        self._publish(DraftsChanged(problem))
        return problem

    # --- drafts

    def all(self) -> tuple[KeptDraft, ...]:
        """Return the drafts that may be taken up, the newest last: put aside, or left by a console that crashed."""
        free = [each for each in self._jobs.drafts if each.id not in self._open and not self._is_held(each)]
        return tuple(sorted(free, key=lambda each: each.at))

    def _is_held(self, kept: KeptDraft) -> bool:
        """Return whether another console has it open now."""
        store = self._opened()
        return kept.holder not in (0, store.console) and store.is_alive(kept.holder)

    def get(self, draft_id: str) -> KeptDraft | None:
        """Return the draft of that id as it is now; None when there is none."""
        return next((each for each in self._jobs.drafts if each.id == draft_id), None)

    def take(self, draft_id: str | None = None) -> KeptDraft | None:
        """Take up a draft, None: the newest; return None when there is none. It stays kept until it is forgotten."""
        free = self.all()
        found = next((each for each in reversed(free) if draft_id in (None, each.id)), None)
        if found is None:
            return None
        self._open.add(found.id)
        return self._put(found._replace(holder=self._opened().console))

    def begin(
        self,
        draft: JobDraft,
        *,
        site_ids: Sequence[SiteId] = (),
        name: str = "",
        check_line: str = "",
    ) -> KeptDraft:
        """Begin a draft that is open here; it is kept from the first word on.

        Args:
            draft: What is filled in already.
            site_ids: The sites that it is for alone; none: whichever are the target.
            name: What those are called together; visible-only.
            check_line: A line that is read before and after.
        """
        kept = KeptDraft(
            uuid.uuid4().hex,
            draft._replace(idempotency_key=None),
            self._clock.now(),
            tuple(site_ids),
            name,
            check_line=check_line,
            holder=self._opened().console,
        )
        self._open.add(kept.id)
        return self._put(kept)

    def autosave(self, draft_id: str, draft: JobDraft, check_line: str = "") -> None:
        """Keep what is typed by now; written at most once a second, beside the loop."""
        kept = self.get(draft_id)
        if kept is not None:
            changed = kept.typed(draft, check_line, self._clock.now())
            if changed._replace(at=kept.at) != kept:
                self._put(changed)

    def keep(
        self, draft_id: str, *, site_ids: Sequence[SiteId] | None = None, name: str | None = None
    ) -> KeptDraft | None:
        """Put an open draft aside, to be taken up later; return it, or None when nothing was typed: that is gone.

        Args:
            draft_id: Which.
            site_ids: The sites that it is for alone from now on; None: as before.
            name: What those are called together; None: as before.
        """
        kept = self.get(draft_id)
        self._open.discard(draft_id)
        if kept is None or kept.is_empty:
            self.forget(draft_id)
            return None
        ids = kept.site_ids if site_ids is None else tuple(site_ids)
        name = kept.name if name is None else name
        return self._put(kept._replace(holder=0, at=self._clock.now(), site_ids=ids, name=name))

    def forget(self, draft_id: str) -> None:
        """Drop a draft that is queued everywhere, or that nobody wants."""
        self._open.discard(draft_id)
        self._memory_only.pop(draft_id, None)
        if self.get(draft_id) is not None:
            self._jobs = self._jobs.without_draft(draft_id)
            self._unwritten[draft_id] = None
            self._changed()

    async def keyed(self, draft_id: str, site_ids: Collection[SiteId]) -> KeptDraft | None:
        """Give a draft a key for each site, and return it when those are on the disk, as far as that can be.

        With them the same draft is the same job on those sites, also when the console crashes in the middle. None:
        there is no such draft any more, or another console has it.
        """
        kept = self.get(draft_id)
        if kept is None:
            return None
        new = {each: IdempotencyKey(str(uuid.uuid4())) for each in site_ids if each not in kept.keys}
        kept = self._put(kept._replace(keys={**kept.keys, **new}))
        if kept.not_kept:
            return kept
        await self.flush()
        kept = self.get(draft_id)
        return kept if kept is not None and not self._is_held(kept) else None

    def meant_for(self, draft_id: str, site_ids: Sequence[SiteId], *, name: str = "") -> None:
        """Let a draft be for these sites alone from now on; one that has sites of its own keeps those."""
        kept = self.get(draft_id)
        if kept is not None and not kept.site_ids:
            self._put(kept._replace(site_ids=tuple(site_ids), name=name))

    def settled_on(self, draft_id: str, site_id: SiteId) -> None:
        """Take away a site that has the job, or must not be sent it again; with the last of them the draft goes."""
        kept = self.get(draft_id)
        if kept is None or site_id not in kept.site_ids:
            return
        left = tuple(each for each in kept.site_ids if each != site_id)
        if left:
            self._put(kept._replace(site_ids=left))
        else:
            self.forget(draft_id)

    # --- scripts and templates

    @property
    def scripts(self) -> tuple[KeptScript, ...]:
        """Return the scripts that were queued, newest first."""
        return self._jobs.scripts

    @property
    def templates(self) -> tuple[Template, ...]:
        """Return the templates: the person's own, then those that are built in."""
        return (*self._own_templates, *BUILT_IN)

    def queued(self, draft: JobDraft) -> bool:
        """Remember the script of a job that was queued; return whether it is kept: one with a secret is not."""
        script = script_to_keep(draft, self._clock.now())
        if script is None:
            return False
        self._jobs = self._jobs.with_script(script)
        self._unwritten_scripts.append(script)
        self._changed()
        return True

    # --- keeping it

    def _put(self, kept: KeptDraft) -> KeptDraft:
        self._jobs = self._jobs.with_draft(kept)
        if kept.not_kept:
            self._memory_only[kept.id] = kept
            return kept
        self._memory_only.pop(kept.id, None)
        if not kept.is_empty or kept.id in self._unwritten or kept.keys:
            self._unwritten[kept.id] = kept
            self._changed()
        return kept

    def _changed(self) -> None:
        if self._writing is None or self._writing.done():
            self._writing = asyncio.ensure_future(self._write())

    async def flush(self) -> None:
        """Return when everything is written that can be; a failure is published."""
        self._hurry.set()
        try:
            if self._unwritten or self._unwritten_scripts:
                self._changed()
            if self._writing is not None:
                await asyncio.shield(self._writing)
        finally:
            self._hurry.clear()

    async def aclose(self) -> None:
        """Return when everything is written that can be; an open draft is found by the next start."""
        await self.flush()

    async def _write(self) -> None:
        """Write what the store does not have, once a second; what failed waits for the next change, or the end."""
        async with self._turn:
            while self._unwritten or self._unwritten_scripts:
                wait_s = self._next_write_mono - self._clock.monotonic()
                if wait_s > 0 and not self._hurry.is_set():
                    await sleep_or_event(self._clock, wait_s, self._hurry)
                drafts, self._unwritten = self._unwritten, {}
                scripts, self._unwritten_scripts = self._unwritten_scripts, []
                self._next_write_mono = self._clock.monotonic() + WRITE_EVERY_S
                try:
                    read = await asyncio.to_thread(self._keep, drafts, scripts)
                except Exception as failure:  # whatever it is, nothing typed is lost by it, and it is told
                    self._unwritten = {**drafts, **self._unwritten}
                    self._unwritten_scripts = [*scripts, *self._unwritten_scripts]
                    self._tell(_problem_of(failure))
                    return
                self._has_failed = False
                self._take(read)
                if read.problem:
                    self._publish(DraftsChanged(StorageError(read.problem)))

    def _take(self, read: JobsRead) -> None:
        """Take what the store holds, with what it does not have laid over it."""
        has = frozenset(each.id for each in read.jobs.drafts)
        for each in self._jobs.drafts:
            if each.id not in self._open or each.id in has or each.is_empty or each.not_kept:
                continue
            if each.id in self._not_ours and not read.problem:  # settled by another console
                self._open.discard(each.id)
            else:  # the file was put aside, and the new one lacks it
                self._unwritten.setdefault(each.id, each)
        console = self._opened().console
        self._not_ours = frozenset(each.id for each in read.jobs.drafts if each.holder != console)
        unkept = [each for each in self._jobs.drafts if each.id in self._open and each.is_empty]
        newer = {**{each.id: each for each in unkept}, **self._memory_only, **self._unwritten}
        self._jobs = _laid_over(read.jobs, newer, self._unwritten_scripts)

    def _tell(self, problem: AltotuiError) -> None:
        """Publish a failure, once until it works again."""
        if not self._has_failed:
            self._has_failed = True
            self._publish(DraftsChanged(problem))

    def _keep(self, drafts: dict[str, KeptDraft | None], scripts: Sequence[KeptScript]) -> JobsRead:
        """Write what is ours: not what another console has settled meanwhile, or has open."""
        not_ours = self._not_ours

        def change(jobs: KeptJobs) -> KeptJobs:
            there = {each.id: each for each in jobs.drafts}
            ours = {
                draft_id: kept
                for draft_id, kept in drafts.items()
                if (not self._is_held(there[draft_id]) if draft_id in there else draft_id not in not_ours)
            }
            return _laid_over(jobs, ours, scripts)

        return self._opened().change(change)

    def _opened(self) -> JobDraftsStore:
        if self._store is None:
            self._store = self._open_store()
        return self._store


def _read(store: JobDraftsStore) -> tuple[JobsRead, TemplatesRead]:
    return store.load(), store.templates()


def _problem_of(failure: Exception) -> AltotuiError:
    known = failure if isinstance(failure, AltotuiError) else None
    return known or StorageError(f"internal error: {type(failure).__name__}")


def _laid_over(
    jobs: KeptJobs, drafts: dict[str, KeptDraft | None], scripts: Sequence[KeptScript]
) -> KeptJobs:
    """Return what is kept with newer drafts, and scripts that were queued."""
    for draft_id, kept in drafts.items():
        jobs = jobs.without_draft(draft_id) if kept is None else jobs.with_draft(kept)
    for script in scripts:
        jobs = jobs.with_script(script)
    return jobs
