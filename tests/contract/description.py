"""The OpenAPI description of the API, turned into JSON Schema."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import jsonschema
import yaml

_FILE = Path(__file__).with_name("altostrat-openapi.yaml")
_FORMATS = jsonschema.FormatChecker(formats=())
Json = dict[str, Any]


@_FORMATS.checks("date-time", raises=ValueError)
def _is_date_time(value: object) -> bool:
    return not isinstance(value, str) or datetime.fromisoformat(value).tzinfo is not None


@_FORMATS.checks("uuid", raises=ValueError)
def _is_uuid(value: object) -> bool:
    return not isinstance(value, str) or str(UUID(value)) == value


@cache
def description() -> Json:
    """Return the whole description."""
    loaded: Json = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return loaded


def operation(method: str, path: str) -> Json:
    """Return one operation; `path` is spelled as in the description."""
    found: Json = description()["paths"][path][method.lower()]
    return found


def check(answer: httpx.Response, method: str, path: str) -> None:
    """Fail unless the status of `answer` is described and its body satisfies the schema."""
    responses = operation(method, path)["responses"]
    response = _resolved(responses.get(str(answer.status_code), responses["default"]))
    content = response.get("content")
    if content is None:
        assert answer.content == b""
        return
    media_type = answer.headers["content-type"].partition(";")[0]
    schema = as_json_schema(content[media_type]["schema"])
    jsonschema.Draft202012Validator(schema, format_checker=_FORMATS).validate(answer.json())


def as_json_schema(schema: Json) -> Json:
    """Return an OpenAPI 3.0 schema with references inlined and `nullable` spelled as JSON Schema has it."""
    schema = _resolved(schema)
    converted: Json = {}
    for key, value in schema.items():
        if key in ("properties",):
            converted[key] = {name: as_json_schema(inner) for name, inner in value.items()}
        elif key in ("oneOf", "anyOf", "allOf"):
            converted[key] = [as_json_schema(inner) for inner in value]
        elif key == "items" or (key == "additionalProperties" and isinstance(value, dict)):
            converted[key] = as_json_schema(value)
        elif key not in ("nullable", "example", "description", "default"):
            converted[key] = value
    if schema.get("nullable") and "type" in converted:
        converted["type"] = [converted["type"], "null"]
    return converted


def _resolved(node: Json) -> Json:
    while "$ref" in node:
        target: Any = description()
        for step in node["$ref"].removeprefix("#/").split("/"):
            target = target[step]
        node = target
    return node
