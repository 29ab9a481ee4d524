"""Whether people are decided from the very same facts as in the previous build; then what was decided stands.

Identity is stable under its own keys: the same facts give the same clusters, each of which meets its own earlier key
and no other. So the earlier tables are what a full resolution would come to; only the way there is saved.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256
from importlib.metadata import version
from typing import Any
from unicodedata import unidata_version

import pyarrow as pa
import pyarrow.compute as pc

from ..ledger.view import View
from .by_name import ByName, Matcher
from .decisions import Decisions
from .people import People

IDENTITY_FORMAT = 1
"""Grows whenever the same facts give other people, or their tables or their report another form."""

_NAMES = ["record", "name", "given", "family", "variants", "ids", "computed_ids"]
_COUNTED = (
    "authors",
    "mentions",
    "asserted_mentions",
    "matched_mentions",
    "name_only_mentions",
    "refused_joins",
    "possibly_same",
    "possibly_same_left_out",
)
_FACTS, STALE = "people_facts", "stale_curations_of_people"


def facts_of_people(
    view: View, papers: pa.Table, slot_of: Sequence[int], *, decisions: Decisions, matchers: Sequence[Matcher]
) -> str | None:
    """A digest of everything that people are decided from; None with a matcher of which we do not know what it reads.

    `view` in canonical order; `papers`: the key table of papers. Equal digests mean equal facts, not the other way.
    """
    if any(type(each) is not ByName for each in matchers):
        return None
    records = view.table("authors", [*_NAMES, "not_same_as", "comment", "is_profile"])
    is_profile = pc.fill_null(records["is_profile"], True)
    records = records.set_column(records.column_names.index("is_profile"), "is_profile", is_profile)
    made_with = (IDENTITY_FORMAT, version("anyascii"), unidata_version)
    asked = (len(matchers), decisions.merges, decisions.splits, decisions.ids)
    digest = sha256(repr((made_with, asked)).encode())
    for table in (
        view.table("mentions", [*_NAMES, "position"]),
        records,
        view.table("deletions", ["record", "kind", "merged_into"]),
        papers,
        pa.table({"slot": pa.array(slot_of, pa.int64())}),
    ):
        _add(digest, table)
    return digest.hexdigest()


def report_of_people(people: People, facts: str | None) -> dict[str, Any]:
    """What the report of keys says of people, so that `report_before` finds it in the next build."""
    return {**people.report, STALE: people.stale, _FACTS: facts}


def report_before(report: Mapping[str, Any], facts: str | None) -> dict[str, Any] | None:
    """What an earlier report says of people if they were decided from the same facts, else None."""
    if facts is None or report.get(_FACTS) != facts:
        return None
    return {name: report[name] for name in (*_COUNTED, STALE, _FACTS)}


def _add(digest: Any, table: pa.Table) -> None:
    """Feeds a table's columns as Arrow's stream format has them: without regard to chunks, slices and spare bytes."""
    for name in table.column_names:
        column = table[name].combine_chunks()
        data = pa.record_batch([column], names=[name]).serialize()
        digest.update(f"{name} {data.size}\n".encode())
        digest.update(data)
