"""What single values of the record form may be: each parser with the piece of JSON Schema that says the same."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from math import isfinite
from typing import Any

from ...schema.external_ids import SCHEMES, external_id, parse
from ...schema.records import RECORD_KINDS

YEARS = (1000, 2100)
LARGEST = 2**53 - 1

_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_CONTROLS_BUT_BREAKS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_SCHEMED = re.compile(r"([A-Za-z][A-Za-z0-9_.-]*):(?!//)(.+)", re.DOTALL)
_DATE = re.compile(r"([0-9]{4})(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12][0-9]|3[01]))?)?")
_BREAKS = str.maketrans("\t\n\r\x85", "    ")


class Fault(ValueError):
    """A value that cannot be taken, and where it is below the value being parsed."""

    def __init__(self, reason: str, path: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.path = path

    def __str__(self) -> str:
        return f"{self.path}: {self.reason}" if self.path else self.reason


@dataclass(slots=True)
class Repair:
    """A part that was left out or cleaned; `path` grows on the way out of the record."""

    reason: str
    excerpt: str
    path: str = ""


Repairs = list[Repair]


def below(outer: str, inner: str) -> str:
    """The path of `inner` seen from outside `outer`: `mentions` and `[3].name` give `mentions[3].name`."""
    return outer + inner if not inner or inner.startswith("[") else f"{outer}.{inner}"


@dataclass(frozen=True, slots=True)
class Leaf:
    """A single value: `parse` gives it, None to leave it out of its list, or raises Fault."""

    parse: Callable[[Any, Repairs], Any]
    schema: dict[str, Any] = field(default_factory=dict)


def _strict(parse_strictly: Callable[[Any], Any], schema: dict[str, Any]) -> Leaf:
    """A leaf that takes a value or raises, and repairs nothing."""
    return Leaf(lambda value, _: parse_strictly(value), schema)


def _text(value: Any) -> str:
    if type(value) is not str:
        raise Fault(f"must be a text, not {_name_of(value)}")
    return value


def _line(value: Any, repairs: Repairs) -> str:
    text = _text(value)
    if text.isprintable() or not _CONTROLS.search(text):
        return text
    repairs.append(Repair("control characters removed", ascii(text)))
    return _CONTROLS.sub("", text.translate(_BREAKS))


def _prose(value: Any, repairs: Repairs) -> str:
    text = _text(value)
    if not _CONTROLS_BUT_BREAKS.search(text):
        return text
    repairs.append(Repair("control characters removed", ascii(text)))
    return _CONTROLS_BUT_BREAKS.sub("", text)


def _name(value: Any, repairs: Repairs) -> str:
    text = _line(value, repairs)
    if not text.strip():
        raise Fault("is empty")
    return text


def _record_id(value: Any) -> str:
    text = _text(value)
    if _CONTROLS.search(text):
        raise Fault("an id must not hold control characters")
    if not text.strip():
        raise Fault("is empty")
    return text


def _external_id(value: Any, repairs: Repairs) -> str | None:
    text = _record_id(value)
    schemed = _SCHEMED.fullmatch(text.strip())
    if schemed and schemed[1].lower() not in SCHEMES:
        return f"{schemed[1].lower()}:{schemed[2]}"
    known = parse(text)
    if known is None:
        scheme = f"{schemed[1].lower()} id" if schemed else "id of a known scheme"
        repairs.append(Repair(f"{text[:80]!r} is no {scheme}; left out", text))
    return known


def _reference(value: Any) -> str:
    text = _record_id(value)
    scheme, colon, rest = text.partition(":")
    known = external_id(scheme.lower(), rest) if colon and scheme.lower() in SCHEMES else None
    return known or text


def _date(value: Any) -> str:
    text = _text(value)
    found = _DATE.fullmatch(text)
    if not found:
        raise Fault(f"{text[:40]!r} is no date (YYYY, YYYY-MM or YYYY-MM-DD)")
    _year(int(found[1]))
    return text


def _whole(value: Any) -> int:
    if type(value) is not int:
        raise Fault(f"must be a whole number, not {_name_of(value)}")
    if not 0 <= value <= LARGEST:
        raise Fault(f"{value} is not within 0 and {LARGEST}")
    return value


def _year(value: Any) -> int:
    if type(value) is not int:
        raise Fault(f"must be a year, not {_name_of(value)}")
    if not YEARS[0] <= value <= YEARS[1]:
        raise Fault(f"{value} is no year within {YEARS[0]} and {YEARS[1]}")
    return value


def _real(value: Any) -> float:
    if type(value) not in (int, float) or not isfinite(value):
        raise Fault(f"must be a number, not {_name_of(value)}")
    return float(value)


def _flag(value: Any) -> bool:
    if type(value) is not bool:
        raise Fault(f"must be true or false, not {_name_of(value)}")
    return value


def _choice(*allowed: str) -> Leaf:
    def one_of(value: Any) -> str:
        if _text(value) not in allowed:
            raise Fault(f"{value[:40]!r} is none of {', '.join(allowed)}")
        return str(value)

    return _strict(one_of, {"enum": list(allowed)})


def _name_of(value: Any) -> str:
    names = {dict: "an object", list: "a list", str: "a text", bool: "true or false", type(None): "null"}
    return names.get(type(value), f"the number {str(value)[:40]}")


LINE = Leaf(_line, {"type": "string"})
PROSE = Leaf(_prose, {"type": "string"})
NAME = Leaf(_name, {"type": "string", "pattern": r"\S"})
RECORD_ID = _strict(
    _record_id,
    {
        "type": "string",
        "pattern": r"^[^\u0000-\u001f\u007f-\u009f]*[^\u0000-\u001f\u007f-\u009f\s][^\u0000-\u001f\u007f-\u009f]*$",
    },
)
EXTERNAL_ID = Leaf(_external_id, RECORD_ID.schema)
REFERENCE = _strict(_reference, RECORD_ID.schema)
DATE = _strict(_date, {"type": "string", "pattern": f"^{_DATE.pattern}$"})
WHOLE = _strict(_whole, {"type": "integer", "minimum": 0, "maximum": LARGEST})
YEAR = _strict(_year, {"type": "integer", "minimum": YEARS[0], "maximum": YEARS[1]})
REAL = _strict(_real, {"type": "number"})
FLAG = _strict(_flag, {"type": "boolean"})
EVIDENCE = _choice("asserted", "inferred")
KIND = _choice(*RECORD_KINDS)
