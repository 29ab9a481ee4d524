"""Search and sort columns of node tables, all through schema.tokens: engines only match what is written here."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

from ..schema.tokens import index_tokens, search_name, sort_key

_JOINERS = frozenset("-'`")
"""ASCII characters that schema.tokens may split as well as join at."""


def with_search(
    table: pa.Table, *, name: str = "name", others: str | None = None, sort_text: str | None = None, rank: str
) -> pa.Table:
    """The table with sort_key, search_names, search_tokens and search_rank.

    The arguments are columns of the table: `name`, the main name of each row; `others`, a list of other names;
    `sort_text`, what rows are ordered by if not by name; `rank`, by which hits of one class are ordered (null: 0).
    """
    names = table[name].to_pylist()
    more = table[others].to_pylist() if others else [()] * len(names)
    shown = [search_name(text) for text in names]
    if sort_text:
        order = [sort_key(text) for text in table[sort_text].to_pylist()]
    else:
        order = [_sort_key(text, form) for text, form in zip(names, shown, strict=True)]
    columns = {
        "sort_key": pa.array(order, pa.string()),
        "search_names": pa.array(map(_forms, shown, more), pa.string()),
        "search_tokens": pa.array(map(_tokens, names, shown, more), pa.string()),
        "search_rank": pc.fill_null(table[rank], 0),
    }
    for column, values in columns.items():
        table = table.append_column(column, values)
    return table


def _forms(shown: str, others: Sequence[str]) -> str:
    """Distinct search names between bars, the main one first."""
    return f"|{'|'.join(dict.fromkeys((shown, *map(search_name, others))))}|"


def _tokens(name: str, shown: str, others: Sequence[str]) -> str:
    """Distinct tokens between spaces. A name without anything to join has no others than its search name's words."""
    if others or not name.isascii() or _JOINERS.intersection(name):
        return f" {' '.join(index_tokens((name, *others)))} "
    return f" {' '.join(sorted(set(shown.split())))} "


def _sort_key(name: str, shown: str) -> str:
    """As sort_key says, which for ASCII is the beginning of the search name."""
    return shown[:80] if name.isascii() else sort_key(name)
