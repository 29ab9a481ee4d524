"""What counts as one printed name, before any evidence: letters as they are, only writing habits removed.

Diacritics stay: `José` and `Jose` are two names until a source lists one as the other's variant.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

import pyarrow as pa
import pyarrow.compute as pc
from anyascii import anyascii

from ..schema.tokens import index_tokens

_HABITS = str.maketrans("’‘ʼ`´‐‑", "'''''--")
_SLUG_BREAK = re.compile(r"[^a-z0-9]+")


def name_key(text: str) -> str:
    """The text that stands for a printed name: NFC, no case, single spaces, one kind of apostrophe and hyphen."""
    if not text.isascii():
        text = "".join(each for each in unicodedata.normalize("NFC", text) if unicodedata.category(each) != "Cf")
        text = unicodedata.normalize("NFC", text.translate(_HABITS).casefold())
        return " ".join(text.split())
    return " ".join(text.lower().replace("`", "'").split())


def printed_names(table: pa.Table) -> pa.ChunkedArray:
    """One text a row of a table with name, given and family: `Given Family` where the source splits, else the name."""
    joined = pc.binary_join_element_wise(table["given"], table["family"], " ", null_handling="replace")
    has_family = pc.fill_null(pc.greater(pc.binary_length(table["family"]), 0), False)
    return pc.if_else(has_family, joined, table["name"])


def slug(name: str) -> str:
    """The name as part of an address: `Felicia Körner` gives felicia-korner."""
    plain = anyascii(name).lower().replace("'", "")
    return _SLUG_BREAK.sub("-", plain).strip("-")


def is_set_apart(person_id: str, names: Iterable[str]) -> bool:
    """Whether curators made the id to tell a person apart from namesakes: a name's slug and a further word.

    `weiwei-sun-sd` sets one Weiwei Sun apart, so a bare `Weiwei Sun` is someone else; `alon-lavie` is just his name.
    """
    value = person_id.partition(":")[2]
    slugs = {slug(name) for name in names}
    return value not in slugs and any(each and value.startswith(f"{each}-") for each in slugs)


def share_a_part(names: Iterable[str], others: Iterable[str]) -> bool:
    """Whether two people's names have any word in common, in whatever script; initials alone are no word."""
    return any(len(word) > 1 for word in set(index_tokens(names)) & set(index_tokens(others)))


def split(name: str) -> tuple[str, str]:
    """Given and family name of a name key, by the last space: `qun liu` gives qun, liu."""
    given, _, family = name.rpartition(" ")
    return given, family


def is_initials(given: str) -> bool:
    """Whether a given name consists of initials only: `j.`, `J. R.`, `JR` is not."""
    words = given.replace(".", " ").replace("-", " ").split()
    return bool(words) and all(len(word) == 1 and word.isascii() for word in words)
