"""The one tokenizer of names, titles and queries; engines only match tokens and prefixes.

Search and order must not depend on an engine's idea of letters, so both are decided here: NFKC, case folded,
transliterated to ASCII; Chinese, Japanese and Korean text one character a token; hyphen and apostrophe both split and
join (`jean-pierre` is found as `jean pierre` and as `jeanpierre`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from anyascii import anyascii

_JOINERS = re.compile(r"(?<=\w)['’ʼ`´\-‐‑](?=\w)")
_WORD = re.compile(r"[a-z0-9]+|[^\x00-\x7f]")
_CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]")
_PLAIN = re.compile(r"[a-z0-9]+")
_ASCII_WORDS = bytes(ord(chr(code).lower()) if chr(code).isalnum() and code < 128 else 32 for code in range(256))


def tokens(text: str) -> list[str]:
    """Search tokens of a text in their order, joiners split: `Jean-Pierre Đặng` gives jean, pierre, dang."""
    return _split(text if text.isascii() else _JOINERS.sub(" ", text))


def index_tokens(names: Iterable[str]) -> list[str]:
    """Distinct tokens under which the names are found, sorted: split and joined forms, and CJK also transliterated."""
    found: set[str] = set()
    for name in names:
        found.update(tokens(name))
        if _JOINERS.search(name):
            found.update(_split(_JOINERS.sub("", name)))
        if not name.isascii() and _has_cjk(name):
            found.update(_PLAIN.findall(_fold(anyascii(name))))
            found.update(token for letter in _CJK.findall(name) for token in _PLAIN.findall(_fold(anyascii(letter))))
    return sorted(found)


def initials(given: str) -> set[str]:
    """First letters of given names as tokens, so that `Q. Liu` finds Qun Liu: `Jean-Pierre` gives j, p; `群` q."""
    return {token[0] for token in index_tokens([given]) if token[0].isascii() and token[0].isalpha()}


def search_name(text: str) -> str:
    """A name or title as its tokens with single spaces; equal texts are the best class of hit."""
    return " ".join(tokens(text))


def sort_key(text: str, *, length: int = 80) -> str:
    """An ASCII key that orders names and titles alike on every engine; at most `length` characters."""
    words = (word if word.isascii() else "".join(_PLAIN.findall(_fold(anyascii(word)))) for word in tokens(text))
    return " ".join(word for word in words if word)[:length]


def _split(text: str) -> list[str]:
    if text.isascii():  # in one sweep: letters small, all else but digits a space
        return text.encode().translate(_ASCII_WORDS).decode().split()
    return _WORD.findall(_transliterate(text))


def _transliterate(text: str) -> str:
    return "".join(map(_letter, unicodedata.normalize("NFKC", text).casefold()))


@lru_cache(maxsize=65536)
def _letter(character: str) -> str:
    if character.isascii() or _has_cjk(character):
        return character
    if unicodedata.combining(character):
        return ""
    return _fold(anyascii(character))


def _fold(text: str) -> str:
    return text.lower()


def _has_cjk(text: str) -> bool:
    return _CJK.search(text) is not None
