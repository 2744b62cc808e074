"""Asks the chosen router what could come next in a line: its own names, and values that only it has.

One question at a time, after a pause, with a time limit of its own and out of the request budget; what a router says
of its menus is asked once for each version. Source: routeros.md 4.1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from altotui.domain.audit import AuditKind, Conclusion, Intent
from altotui.domain.budget import Priority
from altotui.domain.clock import Clock
from altotui.domain.command import RouterReply, Sentence
from altotui.domain.errors import ApiError, InvalidInput, StorageError
from altotui.domain.ids import SiteId
from altotui.domain.outcome import Outcome
from altotui.domain.secret_names import is_secret_name
from altotui.services.audit_trail import AuditTrail
from altotui.services.line_reader import LineReader
from altotui.services.ports import SdxApi

if TYPE_CHECKING:
    from altotui.domain.routeros.completion import Completion
    from altotui.domain.routeros.learning import Question
    from altotui.domain.site import Site

PAUSE_S = 0.25
"""From the key to the question: who types on is not asked for."""
LIMIT_S = 4.0
REST_S = 60.0
"""How long a router that did not answer is not asked again, and how long its values stay true."""
MAX_ANSWERS = 200


class Inspector:
    """Completes with the router's own help."""

    def __init__(self, api: SdxApi, reader: LineReader, trail: AuditTrail, clock: Clock) -> None:
        self._api = api
        self._reader = reader
        self._trail = trail
        self._clock = clock
        self._newest = 0
        self._resting_until: dict[SiteId, float] = {}
        self._values: dict[tuple[SiteId, Question], tuple[float, tuple[str, ...]]] = {}

    def may_help(self, site: Site, completion: Completion, line: str) -> bool:
        """Return whether the router could know more about this place than is known here."""
        return self._question(site, completion, line) is not None

    def _question(self, site: Site, completion: Completion, line: str) -> Question | None:
        from altotui.domain.routeros.learning import question_about

        question = question_about(completion, line, self._reader.language(site))
        if is_secret_name(completion.value_of):
            return None
        if question is None or self._resting_until.get(site.id, 0.0) > self._clock.monotonic():
            return None
        is_known = not question.value_of and question.path in self._reader.learned(site.version or "")
        return None if is_known else question

    async def complete(self, site: Site, completion: Completion, line: str, menu: str) -> Completion:
        """Return the completion with what the router knows; as it was when it says nothing in time.

        Args:
            site: The router.
            completion: Of the place at the end of `line`.
            line: What stands before the caret.
            menu: In which it is typed.
        """
        from altotui.domain.routeros.completion import merged

        self._newest += 1
        number = self._newest
        await self._clock.sleep(PAUSE_S)
        question = self._question(site, completion, line)
        if number != self._newest or question is None:
            return completion
        if question.value_of:
            return merged(completion, await self._values_of(site, question, line[completion.start :]))
        await self._learn(site, question)
        return self._reader.complete(line, len(line), menu, site)

    async def _values_of(self, site: Site, question: Question, typed: str) -> tuple[str, ...]:
        from altotui.domain.routeros.learning import values_in

        until, found = self._values.get((site.id, question), (0.0, ()))
        if until > self._clock.monotonic():
            return found
        reply = await self._ask(site, question)
        found = values_in(reply.rows, typed.lstrip('"')) if reply is not None else ()
        if len(self._values) >= MAX_ANSWERS:
            self._values.clear()
        self._values[site.id, question] = (self._clock.monotonic() + REST_S, found)
        return found

    async def _learn(self, site: Site, question: Question) -> None:
        from altotui.domain.routeros.learning import names_in

        reply = await self._ask(site, question)
        if reply is None:
            return
        version = site.version or ""
        self._reader.learn(version, question.path, names_in(reply.rows))
        if version:
            await self._reader.keep_learned(version)

    async def _ask(self, site: Site, question: Question) -> RouterReply | None:
        """Return the router's answer; None when there was none, and then it is left in peace for a while."""
        sentence = Sentence(question.command, question.parameters)
        intent = Intent(
            AuditKind.COMMAND, site.id, site.name, sentence.command, sentence.parameters, is_write=False
        )
        try:
            number = await self._trail.begin(intent)
        except StorageError:
            return None
        reply, conclusion = None, _GIVEN_UP
        try:
            reply = await self._api.run_command(
                site.id,
                sentence,
                is_write=False,
                total_s=LIMIT_S,
                priority=Priority.REFRESH,
                on_leaving=lambda: None,
            )
            conclusion = Conclusion(Outcome.OK, 200, None, None)
        except (ApiError, InvalidInput) as error:
            self._resting_until[site.id] = self._clock.monotonic() + REST_S
            conclusion = _failed(error)
        finally:
            await self._trail.end(number, conclusion)
        return reply


_GIVEN_UP = Conclusion(Outcome.STOPPED, None, None, "not waited for any more")


def _failed(error: ApiError | InvalidInput) -> Conclusion:
    """Return how a question ended that the API refused, or that this API cannot take."""
    if isinstance(error, InvalidInput):
        return Conclusion(Outcome.NOT_SENT, None, None, str(error))
    return Conclusion(error.outcome, error.status, None, str(error))
