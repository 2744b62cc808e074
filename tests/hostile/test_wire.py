"""Every payload in every field of every wire model: what comes of it is visible text, in all of it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

import pytest

from altotui.api.wire_history import FaultWire, HeartbeatWire
from altotui.api.wire_job import JobWire
from altotui.api.wire_notification import read_notification
from altotui.api.wire_site import SiteWire
from altotui.api.wire_tag import TagWire, read_uses
from altotui.simulator.routeros.hostile import PAYLOADS
from tests.badinput.replies import acting_in
from tests.domain.records import job_no, site_no
from tests.hostile.fields import MODELS, texts_of

ELSEWHERE = {
    "QueuedWire": "tests.hostile.test_every_format, which prints it",
    "SampleWire": "numbers and a time alone",
    "TagValueWire": "read with TagWire here",
}
"""Models that make no object of their own, and why that is fine."""


def _made(model: str, text: str) -> object:
    """Return the domain object of a record in which every text is `text`."""
    record: dict[str, object] = dict.fromkeys(texts_of(MODELS[model]), text)
    match model:
        case "SiteWire":
            return SiteWire.model_validate({**record, "id": site_no(1)}).to_domain()
        case "JobWire":
            return JobWire.model_validate(record).to_domain(site_no(1))
        case "FaultWire":
            return FaultWire.model_validate(record).to_domain()
        case "HeartbeatWire":
            return HeartbeatWire.model_validate(record).to_domain()
        case "TagWire":
            use = {"correlation_id": site_no(1), "value": text}
            return tuple(read_uses(TagWire.model_validate(record), [use]))
        case "NotificationWire":
            return read_notification(
                json.dumps({**record, "job_id": job_no(1), "router_id": site_no(1)}).encode()
            )
        case _:
            raise LookupError(f"{model} has no reader here: say in ELSEWHERE why, or add one")


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from (text for pair in value.items() for one in pair for text in _strings(one))
    elif isinstance(value, tuple | list):
        yield from (text for one in value for text in _strings(one))


@pytest.mark.parametrize("model", [name for name in MODELS if name not in ELSEWHERE])
def test_what_comes_of_a_record_is_visible(model: str) -> None:
    for text, would in PAYLOADS:
        made = _made(model, text)
        strings = list(_strings(made))
        assert strings or model == "HeartbeatWire", "an hour of which nothing is said is none"
        keeps_lines = "\n\t" if model == "JobWire" else ""  # of scripts, which are drawn over several lines
        assert [ascii(one) for one in strings if acting_in(one, allowed=keeps_lines)] == [], would


def test_no_model_is_left_out() -> None:
    for name in MODELS.keys() - ELSEWHERE.keys():
        assert _made(name, "a") is not None
