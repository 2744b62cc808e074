"""The words that pick jobs out of a list: all must hold, `state:` names states, `-` turns one round."""

from __future__ import annotations

from altotui.domain.errors import InvalidInput
from altotui.domain.job import Job, JobState


class JobFilter:
    """A parsed filter such as `state:pending,running firmware -lagos`; an empty one takes every job."""

    def __init__(self, text: str) -> None:
        """Parse `text`; an unknown state raises InvalidInput."""
        self._states: list[tuple[frozenset[str], bool]] = []
        self._words: list[tuple[str, bool]] = []
        for word in text.casefold().split():
            negated = len(word) > 1 and word.startswith("-")
            body = word[1:] if negated else word
            if body.startswith("state:"):
                self._states.append((_states(body[6:]), negated))
            else:
                self._words.append((body, negated))

    def matches(self, job: Job, site_name: str) -> bool:
        """Return whether `job` of the site called `site_name` passes."""
        hay = f"{job.description} {site_name} {job.token or ''} {job.id}".casefold()
        return all((word in hay) is not negated for word, negated in self._words) and all(
            (job.state.value in states) is not negated for states, negated in self._states
        )


def _states(text: str) -> frozenset[str]:
    states = frozenset(filter(None, text.split(",")))
    unknown = sorted(states - {state.value for state in JobState})
    if unknown or not states:
        wrong = ", ".join(unknown) or "an empty list"
        raise InvalidInput(f"state:{wrong} is not a state", f"one of {', '.join(JobState)}")
    return states
