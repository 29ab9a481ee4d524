"""What people are clustered from: every mention and every author record as a numbered node, in canonical order.

Nodes are numbered as the view's rows, mentions before author records. A view is in canonical order, so nothing that is
decided by number depends on how it came in. Sparse facts (ids) are dictionaries; the rest are lists, one entry a node.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum

import pyarrow as pa
import pyarrow.compute as pc

from ..ledger.view import View
from ..schema.external_ids import SCHEMES, Authority, authority
from ..schema.keys import member
from .names import is_set_apart, name_key, printed_names
from .union import NO_WORK, Claims

_CATCH_ALL = re.compile(r"\bmay refer to (several|multiple|many|different) (people|persons|authors)\b", re.IGNORECASE)
_MARK = "\x1f"
_COLUMNS = ("record", "name", "given", "family", "variants", "ids", "computed_ids")

Place = tuple[str, str, int]
"""Source, record and position of a mention."""


class Standing(IntEnum):
    """How well a node says who it is."""

    BARE = 0
    COMPUTED = 1
    ASSERTED = 2


@dataclass(slots=True)
class Members:
    """The nodes. `code` numbers the distinct (source, name key); `codes_of_record` adds an author record's variants.

    `said` holds claimed and curated ids, `computed` the others;
    `catch_all` are curated ids by which a source says only that it does not know which of several people it is;
    `set_apart` are those that tell a person from namesakes; `aside` are mentions that a curation took out. `standing`
    is how well each node itself says who it is; a profile is a person by its source's word.
    """

    mentions: int
    source: list[str]
    record: list[str]
    position: list[int]
    printed: list[str]
    code: list[int]
    work: list[int]
    slot: list[int]
    code_names: list[tuple[str, str]] = field(default_factory=list)
    said: dict[int, list[str]] = field(default_factory=dict)
    computed: dict[int, list[str]] = field(default_factory=dict)
    variants: dict[int, list[str]] = field(default_factory=dict)
    codes_of_record: dict[int, list[int]] = field(default_factory=dict)
    is_profile: dict[int, bool] = field(default_factory=dict)
    not_same: list[tuple[int, int]] = field(default_factory=list)
    catch_all: frozenset[str] = frozenset()
    set_apart: frozenset[str] = frozenset()
    aside: set[int] = field(default_factory=set)
    standing: list[Standing] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.source)

    def is_usable(self, node: int) -> bool:
        """Whether the node takes part: a mention that fits no slot of its paper does not."""
        return self.slot[node] >= 0

    def ordered(self, nodes: Iterable[int]) -> list[int]:
        """The nodes in canonical order, those that a curation took out last: the others find each other first."""
        return sorted(nodes, key=lambda node: (node in self.aside, node)) if self.aside else sorted(nodes)

    def text(self, node: int) -> str:
        """The node as keys.member writes it."""
        position = self.position[node] if node < self.mentions else None
        return member(self.source[node], self.record[node], position)

    def place(self, node: int) -> Place:
        """Source, record and position of a mention."""
        return self.source[node], self.record[node], self.position[node]

    def codes(self, node: int) -> list[int]:
        """The name of a mention; all names of an author record."""
        return self.codes_of_record.get(node) or [self.code[node]]

    def vague_nodes(self) -> Iterator[int]:
        """Nodes whose every id is a catch-all: their source does not know who they are."""
        return (node for node, ids in self.said.items() if all(known in self.catch_all for known in ids))

    def asserted(self, node: int) -> Iterator[str]:
        """Claimed and curated ids of the node that stand for one person."""
        return (known for known in self.said.get(node, ()) if known not in self.catch_all)

    def claims(self) -> dict[int, Claims]:
        """What vetoes are made of: claimed and curated ids by node and scheme, catch-alls too."""
        return {node: _by_scheme(ids) for node, ids in self.said.items()}

    def orcids(self) -> dict[int, frozenset[str]]:
        """ORCIDs of any authority by node."""
        found: dict[int, frozenset[str]] = {}
        for ids in (self.said, self.computed):
            for node, known in ids.items():
                if orcids := frozenset(each for each in known if each.startswith("orcid:")):
                    found[node] = found.get(node, frozenset()) | orcids
        return found

    def spellings(self, node: int) -> list[str]:
        """The node's printed name and its variants."""
        return [self.printed[node], *self.variants.get(node, ())]


def read_members(
    view: View,
    paper_of: Sequence[int],
    slot_of: Sequence[int],
    asserted: Mapping[Place, Sequence[str]],
) -> Members:
    """The nodes of a view; `paper_of` and `slot_of` as in PaperClusters; `asserted`: ids that curations give."""
    mentions = view.table("mentions", [*_COLUMNS, "position"])
    records = view.table("authors", [*_COLUMNS, "not_same_as", "comment", "is_profile"])
    works = _works(view, paper_of)
    source, record = mentions["source"].to_pylist(), mentions["record"].to_pylist()
    members = Members(
        mentions=mentions.num_rows,
        source=source + records["source"].to_pylist(),
        record=record + records["record"].to_pylist(),
        position=mentions["position"].to_pylist(),
        printed=mentions["name"].to_pylist() + records["name"].to_pylist(),
        code=[],
        work=[works[each][name] for each, name in zip(source, record, strict=True)] + [NO_WORK] * records.num_rows,
        slot=[*slot_of] + [0] * records.num_rows,
    )
    _read_names(members, mentions, records)
    merged = _merged_ids(view)
    for first, table in ((0, mentions), (mentions.num_rows, records)):
        _read_ids(members, table, first, merged)
    _assert(members, asserted)
    _read_records(members, records)
    members.standing = [Standing.BARE] * len(members)
    for node in {*members.said, *members.computed, *members.is_profile}:
        members.standing[node] = _standing(members, node)
    return members


def _works(view: View, paper_of: Sequence[int]) -> dict[str, dict[str, int]]:
    papers = view.table("papers", ["record"])
    works: dict[str, dict[str, int]] = {}
    for source, record, work in zip(papers["source"].to_pylist(), papers["record"].to_pylist(), paper_of, strict=True):
        works.setdefault(source, {})[record] = work
    return works


def _read_names(members: Members, mentions: pa.Table, records: pa.Table) -> None:
    numbers: dict[tuple[str, str], int] = {}

    def number(source: str, name: str) -> int:
        return numbers.setdefault((source, name_key(name)), len(numbers))

    for table in (mentions, records):
        marked = pc.binary_join_element_wise(table["source"], printed_names(table), _MARK)
        encoded = marked.combine_chunks().dictionary_encode()
        code_of = [number(*text.split(_MARK, 1)) for text in encoded.dictionary.to_pylist()]
        members.code += [code_of[index] for index in encoded.indices.to_pylist()]
    for node, variants in _filled(records, "variants", members.mentions):
        members.variants[node] = variants
        codes = [members.code[node], *(number(members.source[node], name) for name in variants)]
        members.codes_of_record[node] = list(dict.fromkeys(codes))
    for node, variants in _filled(mentions, "variants", 0):
        members.variants[node] = variants
    members.code_names = list(numbers)


def _filled(table: pa.Table, column: str, first: int) -> Iterator[tuple[int, list[str]]]:
    """Nodes whose list in this column is not empty, with the list."""
    has_any = pc.fill_null(pc.greater(pc.list_value_length(table[column]), 0), fill_value=False)
    nodes = pc.indices_nonzero(has_any).to_pylist()
    for node, values in zip(nodes, table[column].filter(has_any).to_pylist(), strict=True):
        yield first + node, values


def _read_ids(members: Members, table: pa.Table, first: int, merged: Mapping[str, str]) -> None:
    for column in ("ids", "computed_ids"):
        for node, ids in _filled(table, column, first):
            for known in ids:
                said = column == "ids" and authority(known) is not Authority.COMPUTED
                into = members.said if said else members.computed
                into.setdefault(node, []).append(merged.get(known, known))


def _merged_ids(view: View) -> dict[str, str]:
    """Computed ids that stand for others now: a source that gives ids withdrew an author in favor of another."""
    deletions = view.table("deletions", ["record", "kind", "merged_into"])
    moved = {
        f"{row['source']}:{row['record']}": f"{row['source']}:{row['merged_into']}"
        for row in deletions.to_pylist()
        if row["kind"] == "author" and row["merged_into"] and row["source"] in SCHEMES
    }
    return {known: _last(moved, known) for known in moved}


def _last(moved: Mapping[str, str], known: str) -> str:
    seen = {known}
    while known in moved and moved[known] not in seen:
        known = moved[known]
        seen.add(known)
    return known


def _assert(members: Members, asserted: Mapping[Place, Sequence[str]]) -> None:
    """A curation's id replaces what the mention says in that scheme."""
    if not asserted:
        return
    for node in range(members.mentions):
        place = (members.source[node], members.record[node], members.position[node])
        for known in asserted.get(place, ()):
            scheme = known.partition(":")[0]
            others = [each for each in members.said.get(node, []) if each.partition(":")[0] != scheme]
            members.said[node] = [*others, known]


def _read_records(members: Members, records: pa.Table) -> None:
    first = members.mentions
    nodes = range(first, first + records.num_rows)
    comments = records["comment"].to_pylist()
    flags = records["is_profile"].to_pylist()
    members.is_profile = {node: flag is not False for node, flag in zip(nodes, flags, strict=True)}
    vague = {node for node, text in zip(nodes, comments, strict=True) if text and _CATCH_ALL.search(text)}
    names: dict[str, set[str]] = {}
    catch_all: set[str] = set()
    for node, ids in members.said.items():
        for known in ids:
            if authority(known) is Authority.CURATED:
                names.setdefault(known, set()).update(members.spellings(node))
                catch_all.update([known] if node in vague else [])
    members.catch_all = frozenset(catch_all)
    members.set_apart = frozenset(known for known, spelled in names.items() if is_set_apart(known, spelled))
    node_of = {(members.source[node], members.record[node]): node for node in nodes}
    for node, others in _filled(records, "not_same_as", first):
        found = (node_of.get((members.source[node], other)) for other in others)
        members.not_same += [(node, other) for other in found if other is not None and other != node]


def _standing(members: Members, node: int) -> Standing:
    if any(known not in members.catch_all for known in members.said.get(node, ())):
        return Standing.ASSERTED
    if node in members.computed or (node not in members.said and members.is_profile.get(node)):
        return Standing.COMPUTED
    return Standing.BARE


def _by_scheme(ids: Sequence[str]) -> Claims:
    claims: dict[str, set[str]] = {}
    for known in ids:
        claims.setdefault(known.partition(":")[0], set()).add(known)
    return {scheme: frozenset(values) for scheme, values in claims.items()}
