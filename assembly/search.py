"""Search and sort columns of node tables, all through schema.tokens: engines only match what is written here."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

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
    form_of = cache(search_name)
    forms = [
        list(dict.fromkeys(map(form_of, (shown, *also)))) if also else [form_of(shown)]
        for shown, also in zip(names, more, strict=True)
    ]
    columns = {
        # For ASCII the sort key is the beginning of the search name.
        "sort_key": pa.array(
            (form_of(text)[:80] if text.isascii() else sort_key(text) for text in table[sort_text or name].to_pylist()),
            pa.string(),
        ),
        "search_names": pa.array((f"|{'|'.join(each)}|" for each in forms), pa.string()),
        "search_tokens": pa.array(map(_tokens, names, more, forms), pa.string()),
        "search_rank": pc.fill_null(table[rank], 0),
    }
    for column, values in columns.items():
        table = table.append_column(column, values)
    return table


def _tokens(name: str, others: Sequence[str], forms: Sequence[str]) -> str:
    """Distinct tokens between spaces. Names without anything to join have no others than the words of their forms."""
    if _is_plain(name) and all(map(_is_plain, others)):
        return f" {' '.join(sorted(set(' '.join(forms).split())))} "
    return f" {' '.join(index_tokens((name, *others)))} "


def _is_plain(name: str) -> bool:
    return name.isascii() and _JOINERS.isdisjoint(name)
