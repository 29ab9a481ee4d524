"""Keys by which papers are cited in LaTeX: what people who write them by hand would take."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from unicodedata import category, normalize

_ASCII = str.maketrans({"æ": "ae", "œ": "oe", "ø": "o", "ß": "ss", "þ": "th", "ð": "d", "đ": "d", "ł": "l", "ı": "i"})
_APOSTROPHES = re.compile("['\u2018\u2019\u02bc]")
_WORD = re.compile("[a-z0-9]+")
_INSIGNIFICANT = re.compile(
    "a|an|and|are|as|at|be|by|can|do|does|for|from|how|in|into|is|it|its|of|on|or|the|to|toward|towards|via|was|were"
    "|what|when|where|which|who|why|with"
)


def citation_key(paper: Mapping[str, Any]) -> str:
    """`byron2010engines`: family name of the first author, year, first significant word of the title.

    In ASCII, lower case. `anon` stands for an author who is not named or whose name has no Latin letters, `nd` for no
    year; a title without Latin letters or digits adds nothing. Papers of one file that would share a key keep it in
    the order of their ids, from the second on with `-2`, `-3`, …: no key made here has a hyphen.
    """
    first = next(iter(paper["authors"]["edges"]), None)
    family = "".join(_words(_family(first))) if first else ""
    title = _words(paper["title"])
    word = next((one for one in title if not _INSIGNIFICANT.fullmatch(one)), title[0] if title else "")
    return f"{family or 'anon'}{paper['year'] or 'nd'}{word}"


def _family(one: Mapping[str, Any]) -> str:
    """The person's family name; else what stands before a comma of the printed name, else its last word."""
    name: str = one["name"]
    return one["node"]["family"] or (name.partition(",")[0] if "," in name else name.rpartition(" ")[2])


def _words(text: str) -> list[str]:
    """Words of Latin letters without their marks, and digits."""
    plain = (sign for sign in normalize("NFKD", text).lower() if not category(sign).startswith("M"))
    return _WORD.findall(_APOSTROPHES.sub("", "".join(plain).translate(_ASCII)))
