"""Every field that brings text from outside, as the wire models have them, and where each is shown."""

from __future__ import annotations

import pkgutil
from importlib import import_module
from typing import get_args

from altotui import api
from altotui.api.wire import Wire

for _module in pkgutil.iter_modules(api.__path__, "altotui.api."):
    if _module.name.startswith("altotui.api.wire"):
        import_module(_module.name)

MODELS = {model.__name__: model for model in Wire.__subclasses__()}


def texts_of(model: type[Wire]) -> list[str]:
    """Return the fields of a model that take text."""
    fields = model.model_fields.items()
    return [name for name, field in fields if str in (field.annotation, *get_args(field.annotation))]


def text_fields() -> set[str]:
    """Return all of them, as `SiteWire.name`."""
    return {f"{name}.{field}" for name, model in MODELS.items() for field in texts_of(model)}


ON_SCREEN = {
    *(
        f"SiteWire.{name}"
        for name in ("name", "pid", "software_version", "board_name", "model", "serial_number")
    ),
    *(f"SiteWire.{name}" for name in ("last_seen_from", "identity", "address", "architecture_name")),
    *(f"JobWire.{name}" for name in ("id", "token", "idempotency_key", "description", "status")),
    *(f"JobWire.{name}" for name in ("associated_backup", "script", "log_url")),
    *("TagWire.key", "TagValueWire.value"),
    *(f"FaultWire.{name}" for name in ("message", "severity", "cause")),
}
"""Drawn in some view."""
IN_OUTPUT = {"QueuedWire.idempotency_key", "QueuedWire.request_id"}
"""Printed by a verb, and not drawn."""
NOT_SHOWN = {
    "SiteWire.id": "no site without a UUID is read",
    "JobWire.site_id": "the site that was asked counts",
    "TagValueWire.correlation_id": "a tag of a site that is not listed is nobody's",
    "TagValueWire.correlation_type": "compared with one word",
    "FaultWire.id": "tells faults apart",
    "FaultWire.status": "compared with one word",
    "FaultWire.resource_ancestry_path": "compared with the ids of the site",
    "FaultWire.resource_id": "compared with the ids of the site",
    "FaultWire.site_id": "compared with the ids of the site",
    "HeartbeatWire.date_formatted": "hours are counted and drawn as a curve",
    "HeartbeatWire.time_formatted": "hours are counted and drawn as a curve",
    **{
        f"NotificationWire.{name}": "a hint to ask for jobs; `altotui listen` prints the post as JSON in ASCII"
        for name in texts_of(MODELS["NotificationWire"])
    },
}
"""Why nobody sees it. They carry hostile text all the same."""
KEPT = {
    *("SiteWire.id", "TagValueWire.correlation_id", "TagValueWire.correlation_type", "JobWire.site_id"),
    *("FaultWire.resource_ancestry_path", "FaultWire.resource_id", "FaultWire.site_id"),
}
"""Ids without which a record is about nothing: these stay as they are."""
REST = ("key", "value", "ret", "trap", "refusal", "refused field", "page")
"""What no model has: of answers of routers, and of refusals."""
