"""The form of a node or edge kind; tables, constraints, Arrow schemas and docs/schema.md are derived from it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import pyarrow as pa


class FieldType(StrEnum):
    """Types every engine has in common. OBJECTS is a list of JSON objects, each kept as text."""

    STRING = "string"
    INTEGER = "integer"
    FLOAT = "float"
    BOOLEAN = "boolean"
    STRINGS = "strings"
    OBJECTS = "objects"

    @property
    def arrow(self) -> pa.DataType:
        """The Arrow type of a column of this type."""
        return _ARROW[self]


_ARROW: dict[FieldType, pa.DataType] = {
    FieldType.STRING: pa.string(),
    FieldType.INTEGER: pa.int64(),
    FieldType.FLOAT: pa.float64(),
    FieldType.BOOLEAN: pa.bool_(),
    FieldType.STRINGS: pa.list_(pa.string()),
    FieldType.OBJECTS: pa.list_(pa.string()),
}


@dataclass(frozen=True, slots=True)
class Field:
    """One property. `indexed`: engines keep an index on it; `required`: never null in a build."""

    name: str
    type: FieldType
    description: str
    indexed: bool = False
    required: bool = False


KEY = Field("key", FieldType.STRING, "Our id: a letter and 16 Crockford base32 digits.", required=True)
SOURCES = Field("sources", FieldType.STRINGS, "Names of the sources that say so, sorted.", required=True)
SEARCH = (
    Field("search_names", FieldType.STRING, "All names as search tokens, each between bars: `|qun liu|liu qun|`."),
    Field(
        "search_tokens",
        FieldType.STRING,
        "Distinct search tokens of all names, of people also their initials; sorted, between spaces.",
    ),
    Field("search_rank", FieldType.INTEGER, "Popularity: order of hits of one match class, larger first."),
)
SORT_KEY = Field(
    "sort_key", FieldType.STRING, "ASCII key by which names or titles are ordered.", indexed=True, required=True
)


class Kind:
    """What NodeKind and EdgeKind share."""

    __slots__ = ()

    name: str
    description: str

    @property
    def columns(self) -> tuple[Field, ...]:
        """Every column of the kind's table, in order."""
        raise NotImplementedError

    @property
    def identity(self) -> tuple[str, ...]:
        """Names of the columns that together tell one row from another; tables are sorted by them."""
        raise NotImplementedError

    @property
    def arrow(self) -> pa.Schema:
        """The Arrow schema of the kind's table; list items and required columns are not null."""
        return pa.schema([pa.field(column.name, column.type.arrow) for column in self.columns])

    def field(self, name: str) -> Field:
        """The column of that name; KeyError with the kind's name where there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"{self.name} has no field {name!r}")


@dataclass(frozen=True, slots=True)
class NodeKind(Kind):
    """A node label. `letter` opens its keys; `searchable` adds search columns; `internal` kinds are not counted."""

    name: str
    letter: str
    description: str
    fields: tuple[Field, ...]
    searchable: bool = True
    internal: bool = False

    @property
    def columns(self) -> tuple[Field, ...]:
        if self.internal:
            return (KEY, *self.fields)
        search = (SORT_KEY, *SEARCH) if self.searchable else ()
        return (KEY, *self.fields, *search, SOURCES)

    @property
    def identity(self) -> tuple[str, ...]:
        return ("key",)

    def __hash__(self) -> int:
        return hash(self.name)

    @property
    def called_by(self) -> str:
        """The field that people call a node by: its title, label or name."""
        names = {column.name for column in self.columns}
        return next((name for name in ("title", "label") if name in names), "name")


@dataclass(frozen=True, slots=True)
class EdgeKind(Kind):
    """A relationship type from `source` label to `target` label.

    `discriminator` names fields that, beside the two ends, tell two relationships apart. An undirected kind is
    stored once, smaller key as source, and read both ways.
    """

    name: str
    source: str
    target: str
    description: str
    fields: tuple[Field, ...] = ()
    discriminator: tuple[str, ...] = ()
    directed: bool = True

    @property
    def columns(self) -> tuple[Field, ...]:
        ends = (
            Field("source", FieldType.STRING, f"Key of the {self.source}.", required=True),
            Field("target", FieldType.STRING, f"Key of the {self.target}.", required=True),
        )
        return (*ends, *self.fields, SOURCES)

    @property
    def identity(self) -> tuple[str, ...]:
        return ("source", "target", *self.discriminator)

    def __hash__(self) -> int:
        return hash(self.name)
