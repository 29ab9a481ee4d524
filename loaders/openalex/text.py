"""Plain text out of titles, names and abstracts as publishers deposit them: markup, escapes, control characters.

Only tags of known markup languages go; anything else between angle brackets is text (`Shell <)`, `a < b`).
"""

from __future__ import annotations

import html
import re
from functools import lru_cache

_CONTROL = dict.fromkeys([*range(9), *range(14, 32), *range(127, 133), *range(134, 160)])
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_ANNOTATION = re.compile(r"<((?:[a-z]+:)?annotation)\b[^<>]*>[^<>]*</\1\s*>", re.IGNORECASE)
_BLOCK = re.compile(
    r"</?(?:[a-z]+:)?(?:p|br|div|h[1-6]|title|sec|list|list-item|ul|ol|li|abstract)(?:\s[^<>]*)?/?>", re.I
)
_INLINE = re.compile(
    r"</?(?:[a-z]+:)?(?:i|b|u|em|strong|italic|bold|underline|roman|monospace|sans-serif|small|big|font|span|"
    r"sub|sup|inf|sc|scp|tt|code|inline-formula|disp-formula|tex-math|alternatives|named-content|styled-content|"
    r"xref|ext-link|math|semantics|m(?:i|n|o|s|text|space|row|frac|sqrt|root|style|error|padded|phantom|fenced|enclose|"
    r"sub|sup|subsup|under|over|underover|multiscripts|prescripts|table|tr|td|action))(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_ESCAPED_TWICE = 3


@lru_cache(2**15)
def plain_phrase(text: str) -> str:
    """The same for names and affiliations, many of which come again and again."""
    return plain(text)


def plain(text: str) -> str:
    """The text without markup, escapes (also twice escaped ones) and control characters, blanks as single spaces."""
    if text.isprintable() and not ("<" in text or "&" in text or "  " in text or text[:1] == " " or text[-1:] == " "):
        return text
    for _ in range(_ESCAPED_TWICE):
        before = text
        if "<" in text:
            text = _INLINE.sub("", _BLOCK.sub(" ", _ANNOTATION.sub("", text)))
        if "&" in text:
            text = _ENTITY.sub(lambda found: html.unescape(found.group()), text)
        if text == before:
            break
    text = " ".join(text.split())
    return text if text.isprintable() else " ".join(text.translate(_CONTROL).split())
