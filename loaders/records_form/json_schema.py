"""The published JSON Schema of a line of the record form (docs/records.schema.json), derived from the forms."""

from __future__ import annotations

import json
from typing import Any

from .form import FORMS, Form, Many, Nullable, Part

_HEADER = {
    "title": "source",
    "description": "The first line of a file may say where the records come from.",
    "type": "object",
    "properties": {
        "kind": {"const": "source"},
        "name": {"type": ["string", "null"]},
        "release": {"type": ["string", "null"]},
        "license": {"type": ["string", "null"]},
    },
    "required": ["kind"],
    "additionalProperties": False,
}


def json_schema() -> dict[str, Any]:
    """The schema of one line."""
    definitions: dict[str, Any] = {"source": _HEADER}
    for kind, form in FORMS.items():
        definitions[kind] = {"title": kind, **_object(form, definitions, {"kind": {"const": kind}})}
    kinds = ["source", *FORMS]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "research_graph records",
        "description": "One line of a JSON Lines file for `research-graph load records --name NAME FILE`.",
        "type": "object",
        "required": ["kind"],
        "properties": {"kind": {"enum": kinds}},
        "oneOf": [{"$ref": f"#/$defs/{kind}"} for kind in kinds],
        "$defs": {name: definitions[name] for name in sorted(definitions)},
    }


def json_schema_text() -> str:
    """The schema as the file holds it."""
    return json.dumps(json_schema(), indent=2, ensure_ascii=True) + "\n"


def _object(form: Form, definitions: dict[str, Any], first: dict[str, Any]) -> dict[str, Any]:
    return {
        "description": " ".join((form.made.__doc__ or "").split()),
        "type": "object",
        "properties": first | {key: _schema(part, definitions) for key, part in form.parts.items()},
        "required": [*first, *form.required],
        "additionalProperties": False,
    }


def _schema(part: Part, definitions: dict[str, Any]) -> dict[str, Any]:
    if isinstance(part, Nullable):
        return {"anyOf": [_schema(part.value, definitions), {"type": "null"}]}
    if isinstance(part, Many):
        return {"type": "array", "items": _schema(part.item, definitions)}
    if isinstance(part, Form):
        name = part.made.__name__
        definitions[name] = {"title": name, **_object(part, definitions, {})}
        return {"$ref": f"#/$defs/{name}"}
    return dict(part.schema)
