"""What a page is: an address, one document of the schema, and a template for what it answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from ...schema.keys import is_key

Data = Mapping[str, Any]
"""The `data` of an answer: JSON values."""

HTML = "text/html; charset=utf-8"

KINDS = {
    "AUTHOR": "authors",
    "PAPER": "papers",
    "TOPIC": "topics",
    "INSTITUTION": "institutions",
    "VENUE": "venues",
    "CLUSTER": "clusters",
}
"""Kinds of nodes by the first part of their addresses."""

_KIND_OF_LETTER = {"A": "AUTHOR", "P": "PAPER", "T": "TOPIC", "I": "INSTITUTION", "V": "VENUE", "C": "CLUSTER"}


class BadQuery(Exception):
    """The address asks for something that no page shows; the message is for the reader."""


class NotHere(Exception):
    """No node of that id; `text` is what a search for it would look for."""

    def __init__(self, text: str = "") -> None:
        super().__init__(text)
        self.text = text


class Elsewhere(Exception):
    """The page stands at another address; `lasting` when it will stay there."""

    def __init__(self, url: str, *, lasting: bool = True) -> None:
        super().__init__(url)
        self.url = url
        self.lasting = lasting


@dataclass(frozen=True, slots=True)
class Asked:
    """What a reader asked for: the address without its host, parts of its path, and its query."""

    path: str
    parts: Mapping[str, str]
    query: QueryParams
    origin: str

    def text(self, name: str, *, most: int = 200) -> str | None:
        """A parameter without outer blanks; None when absent or empty. Raises BadQuery when it is too long."""
        found = (self.query.get(name) or "").strip()
        if len(found) > most:
            raise BadQuery(f"{name} has at most {most} characters")
        return found or None

    def number(self, name: str, *, least: int, most: int) -> int | None:
        """A whole number of a parameter; None when absent. Raises BadQuery when it is none or out of range."""
        found = self.text(name)
        if found is None:
            return None
        if not found.removeprefix("-").isascii() or not found.removeprefix("-").isdigit() or len(found) > 9:
            raise BadQuery(f"{name} must be a whole number")
        if not least <= int(found) <= most:
            raise BadQuery(f"{name} must be from {least} to {most}")
        return int(found)

    def choice(self, name: str, choices: Mapping[str, str]) -> str | None:
        """What a parameter stands for; None when absent. Raises BadQuery for anything else."""
        found = self.text(name)
        if found is None:
            return None
        if found not in choices:
            raise BadQuery(f"{name} must be one of: {', '.join(choices)}")
        return choices[found]

    def node(self, name: str, kind: str) -> str | None:
        """A node's id of a parameter; None when absent. Raises BadQuery for what cannot be the id of such a node."""
        found = self.text(name)
        if found is not None and (_KIND_OF_LETTER.get(found[:1]) != kind or not is_key(found)):
            raise BadQuery(f"{name} must be the id of {'an' if kind[0] in 'AI' else 'a'} {kind.lower()}")
        return found

    def page(self, size: int, *, prefix: str = "") -> dict[str, Any]:
        """Arguments of a list: rows behind `after`, else before `before`, else the first ones."""
        after, before = (self.text(f"{prefix}{name}", most=1_000) for name in ("after", "before"))
        if after is None and before is not None:
            return {"last": size, "before": before}
        return {"first": size, "after": after}

    def with_query(self, **changed: object) -> str:
        """This address with other parameters; None takes one away."""
        kept = {name: value for name, value in self.query.multi_items() if name not in changed and value}
        asked = kept | {name: value for name, value in changed.items() if value is not None}
        return f"{self.path}?{urlencode(asked)}" if asked else self.path


@dataclass(frozen=True, slots=True)
class Page:
    """`variables` are those of the document (raises BadQuery, NotHere); `shown` is what the template gets.

    `shown` raises NotHere where the answer has no node, Elsewhere where its page has another address. Beside what the
    page's own template names it gives base.html: `canonical`, the address that search engines should know (left out:
    they should not know the page), `described`, its schema.org description, and `graph` with `asOf`.
    """

    path: str
    document: str
    template: str
    variables: Callable[[Asked], dict[str, Any]]
    shown: Callable[[Asked, Data], dict[str, Any]]
    media_type: str = HTML


def which(asked: Asked) -> dict[str, Any]:
    """`id` or `externalId` of the address's last part."""
    given = asked.parts["id"]
    return {"externalId": given} if ":" in given else {"id": given}


def node_of(asked: Asked, data: Data, name: str) -> Mapping[str, Any]:
    """The node that the page is about; NotHere, or Elsewhere for one of another id."""
    node: Mapping[str, Any] | None = data.get(name)
    if node is None:
        raise NotHere(asked.parts["id"])
    if node["id"] != asked.parts["id"]:
        here = asked.path.rpartition("/")[0]
        query = f"?{urlencode(asked.query.multi_items())}" if asked.query else ""
        raise Elsewhere(f"{here}/{node['id']}{query}", lasting=":" not in asked.parts["id"])
    return node


def path_of(id_: str, kind: str | None = None) -> str:
    """The address of a node's page: /authors/A…"""
    return f"/{KINDS[kind or _KIND_OF_LETTER[id_[:1]]]}/{id_}"
