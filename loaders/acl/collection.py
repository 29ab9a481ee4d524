"""Opens one collection file: only well-formed UTF-8 without a document type, since entities can blow up a parser."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, ParseError, XMLParser

from ...schema.errors import BadRecord

_DECLARED = re.compile(rb"""\s*<\?xml[^>]*?encoding\s*=\s*["']([^"']*)["']""")
_UTF8 = {b"utf-8", b"utf8", b"us-ascii"}


def open_collection(file: str, data: bytes) -> Element:
    """The `<collection>` in a file's bytes; BadRecord, with file and line, where they hold none."""
    try:
        return _parsed(data)
    except ParseError as error:
        raise BadRecord(f"{file}:{error.position[0]}: broken XML: {error}") from None
    except BadRecord as error:
        raise BadRecord(f"{file}: {error.message}") from None


def _parsed(data: bytes) -> Element:
    declared = _DECLARED.match(data.removeprefix(b"\xef\xbb\xbf"))
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in data[:4] or (declared and declared[1].lower() not in _UTF8):
        raise BadRecord("not UTF-8, only UTF-8 is taken")
    if b"<!DOCTYPE" in data:  # entities can be declared in it only
        raise BadRecord("a document type is declared, which the Anthology never does")
    parser = XMLParser(encoding="utf-8")  # noqa: S314 - document types are refused above
    parser.feed(data)
    root: Element = parser.close()
    if root.tag != "collection" or not root.get("id"):
        raise BadRecord(f"no <collection id=…> but <{root.tag}>")
    return root
