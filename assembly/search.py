"""Search and sort columns of node tables, all through schema.tokens: engines only match what is written here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache

import pyarrow as pa
import pyarrow.compute as pc

from ..schema.tokens import index_tokens, initials, search_name, sort_key

KNOWN = ("sort_key", "search_names", "search_tokens")
"""Columns that follow from a row's names alone."""

_JOINERS = frozenset("-'`")
"""ASCII characters that schema.tokens may split as well as join at."""


def with_search(
    table: pa.Table,
    *,
    name: str = "name",
    others: str | None = None,
    given: str | None = None,
    sort_text: str | None = None,
    rank: str,
    known: pa.Table | None = None,
) -> pa.Table:
    """The table with sort_key, search_names, search_tokens and search_rank.

    The arguments are columns of the table: `name`, the main name of each row; `others`, a list of other names;
    `given`, given names, by whose initials a row is found too; `sort_text`, what rows are ordered by if not by name;
    `rank`, by which hits of one class are ordered (null: 0).
    `known`: the columns of KNOWN for each row, null where they have to be made.
    """
    texts = table.select(dict.fromkeys([name, sort_text or name, *filter(None, (others, given))]))
    if known is None:
        columns = _search_columns(texts, name, others, given, sort_text or name)
    else:
        is_new = pc.is_null(known[KNOWN[0]]).combine_chunks()
        made = _search_columns(texts.filter(is_new), name, others, given, sort_text or name)
        columns = {
            column: pc.replace_with_mask(known[column].combine_chunks(), is_new, made[column]) for column in KNOWN
        }
    for column, values in {**columns, "search_rank": pc.fill_null(table[rank], 0)}.items():
        table = table.append_column(column, values)
    return table


def _search_columns(
    table: pa.Table, name: str, others: str | None, given: str | None, sort_text: str
) -> dict[str, pa.Array]:
    names = table[name].to_pylist()
    more = table[others].to_pylist() if others else [()] * len(names)
    letters_of = cache(initials)
    letters = [letters_of(each or "") for each in table[given].to_pylist()] if given else [()] * len(names)
    form_of = cache(search_name)
    forms = [
        list(dict.fromkeys(map(form_of, (shown, *also)))) if also else [form_of(shown)]
        for shown, also in zip(names, more, strict=True)
    ]
    # For ASCII the sort key is the beginning of the search name.
    keys = (form_of(text)[:80] if text.isascii() else sort_key(text) for text in table[sort_text].to_pylist())
    values = (keys, (f"|{'|'.join(each)}|" for each in forms), map(_tokens, names, more, forms, letters))
    return {column: pa.array(made, pa.string()) for column, made in zip(KNOWN, values, strict=True)}


def _tokens(name: str, others: Sequence[str], forms: Sequence[str], letters: Iterable[str]) -> str:
    """Distinct tokens between spaces. Names without anything to join have no others than the words of their forms."""
    is_plain = _is_plain(name) and all(map(_is_plain, others))
    words = " ".join(forms).split() if is_plain else index_tokens((name, *others))
    return f" {' '.join(sorted({*words, *letters}))} "


def _is_plain(name: str) -> bool:
    return name.isascii() and _JOINERS.isdisjoint(name)
