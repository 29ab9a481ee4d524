"""schema.org descriptions, written so that nothing in them can end the script element they stand in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson
from markupsafe import Markup

_ESCAPED = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


def data_block(description: Mapping[str, Any]) -> Markup:
    """JSON-LD for a script element; entries without a value are left out."""
    kept = {name: value for name, value in description.items() if value not in (None, "", [], {})}
    text = orjson.dumps({"@context": "https://schema.org"} | kept).decode()
    for sign, written in _ESCAPED.items():
        text = text.replace(sign, written)
    return Markup(text)  # noqa: S704 - JSON in which every sign that means something in HTML is escaped
