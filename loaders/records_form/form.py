"""The record form, read off the record dataclasses: their fields, their types, and what a field's name says of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, dataclass, fields, is_dataclass
from types import MappingProxyType, NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

from ...ledger.dump import KEYS
from ...schema.records import RECORD_KINDS, Deletion, Mention
from .values import (
    DATE,
    EVIDENCE,
    EXTERNAL_ID,
    FLAG,
    KIND,
    LINE,
    NAME,
    PROSE,
    REAL,
    RECORD_ID,
    REFERENCE,
    WHOLE,
    YEAR,
    Fault,
    Leaf,
    Repairs,
    below,
)

_RECORD_IDS = (
    *("record", "volume", "topic", "institution", "parent", "merged_into"),
    *("venues", "institutions", "parents", "successors", "not_same_as"),
)
_BY_NAME: dict[str, Leaf] = {
    **dict.fromkeys(_RECORD_IDS, RECORD_ID),
    **dict.fromkeys(("ids", "computed_ids"), EXTERNAL_ID),
    **dict.fromkeys(("abstract", "comment", "description"), PROSE),
    **dict.fromkeys(("year", "first_year", "last_year"), YEAR),
    "references": REFERENCE,
    "date": DATE,
    "evidence": EVIDENCE,
    "of": KIND,
}
_BY_TYPE: dict[Any, Leaf] = {int: WHOLE, float: REAL, bool: FLAG}


@dataclass(frozen=True, slots=True)
class Nullable:
    """A value or null."""

    value: Part

    def parse(self, value: Any, repairs: Repairs) -> Any:
        """None for null."""
        return None if value is None else self.value.parse(value, repairs)


@dataclass(frozen=True, slots=True)
class Many:
    """A list of values of one form; `check` raises Fault for what the values must not be together."""

    item: Part
    check: Callable[[list[Any]], None] | None = None

    def parse(self, value: Any, repairs: Repairs) -> list[Any]:
        """The values, those left out by their leaf excepted."""
        if type(value) is not list:
            raise Fault("must be a list")
        found = [_parse(self.item, each, f"[{place}]", repairs) for place, each in enumerate(value)]
        if self.check:
            self.check(found)
        return [each for each in found if each is not None]


@dataclass(frozen=True, slots=True)
class Form:
    """An object that becomes a dataclass; `parts` by key, `names` gives the dataclass's name of each key."""

    made: type[Any]
    parts: MappingProxyType[str, Part]
    names: MappingProxyType[str, str]
    required: tuple[str, ...]

    def parse(self, value: Any, repairs: Repairs) -> Any:
        """The dataclass; Fault for an unknown or missing key or a bad value, with the path to it."""
        if type(value) is not dict:
            raise Fault("must be an object")
        found: dict[str, Any] = {}
        for key, given in value.items():
            if key not in self.parts:
                raise Fault("unknown field", key[:80])
            found[self.names[key]] = _parse(self.parts[key], given, key, repairs)
        for key in self.required:
            if self.names[key] not in found:
                raise Fault("is missing", key)
        return self.made(**found)


Part = Leaf | Nullable | Many | Form


def _parse(part: Part, value: Any, name: str, repairs: Repairs) -> Any:
    """The part's value; faults and repairs get the name they have from outside."""
    before = len(repairs)
    try:
        found = part.parse(value, repairs)
    except Fault as fault:
        raise Fault(fault.reason, below(name, fault.path)) from None
    for repair in repairs[before:]:
        repair.path = below(name, repair.path)
    return found


def _form_of(made: type[Any], kind: str = "") -> Form:
    hints = get_type_hints(made)
    names = {KEYS.get((kind, each.name), each.name): each.name for each in fields(made)}
    required = {each.name for each in fields(made) if each.default is MISSING and each.default_factory is MISSING}
    return Form(
        made,
        MappingProxyType(
            {key: _part_of(hints[name], key, text=NAME if name in required else LINE) for key, name in names.items()}
        ),
        MappingProxyType(names),
        tuple(key for key, name in names.items() if name in required),
    )


def _part_of(hint: Any, key: str, *, text: Leaf) -> Part:
    """The part for a type; `text` is what a text is whose key says nothing else."""
    if get_origin(hint) is UnionType:
        (inner,) = (each for each in get_args(hint) if each is not NoneType)
        return Nullable(_part_of(inner, key, text=text))
    if get_origin(hint) is list:
        check = _refuse_shared_positions if key == "mentions" else None
        return Many(_part_of(get_args(hint)[0], key, text=text), check)
    if isinstance(hint, type) and is_dataclass(hint):
        return _form_of(hint)
    return _BY_NAME.get(key) or _BY_TYPE.get(hint, text)


def _refuse_shared_positions(mentions: list[Mention]) -> None:
    taken: dict[int, int] = {}
    for place, mention in enumerate(mentions):
        position = place if mention.position is None else mention.position
        if position in taken:
            raise Fault(f"{position} is also that of mentions[{taken[position]}]", f"[{place}].position")
        taken[position] = place


FORMS: MappingProxyType[str, Form] = MappingProxyType(
    {kind: _form_of(made, kind) for kind, made in (*RECORD_KINDS.items(), ("deletion", Deletion))}
)
"""The form of a line by its `kind`, the kind itself left out."""
