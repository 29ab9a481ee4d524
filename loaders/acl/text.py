"""Plain text out of the Anthology's mixed content."""

from __future__ import annotations

from xml.etree.ElementTree import Element

_CONTROLS = dict.fromkeys([*range(0x20), *range(0x7F, 0xA0)])


def clean(text: str) -> str:
    """The text with white space made single blanks and control characters taken out."""
    if text.isprintable() and "  " not in text:  # nearly every text is as it should be: half the time
        return text.strip()
    text = " ".join(text.split())
    return text if text.isprintable() else text.translate(_CONTROLS)


def plain(element: Element | None) -> str:
    """An element's text without its markup: nothing is put between the parts, as `<fixed-case>` splits words."""
    if element is None:
        return ""
    return clean("".join(element.itertext()) if len(element) else element.text or "")


def undoubled(text: str) -> str:
    """`X` for `X, X`, anything else as it is."""
    half, odd = divmod(len(text) - 2, 2)
    return text[:half] if half > 0 and not odd and text == f"{text[:half]}, {text[:half]}" else text
