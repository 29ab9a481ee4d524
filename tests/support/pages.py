"""Pages as a reader without scripts gets them: the application in this process, and what stands in its HTML."""

from __future__ import annotations

import asyncio
import gc
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from unittest.mock import patch
from urllib.parse import urljoin, urlsplit

import httpx
from research_graph.service.settings import read_settings
from research_graph.service.web.app import application

ORIGIN = "https://graph.example"
_VOID = {"br", "hr", "img", "input", "link", "meta", "wbr"}
_TAG, _CLASS = "<tag>", "<class>"
_CLOSED_BY_ITSELF = {"circle", "path", "rect"}


@dataclass(eq=False)
class Element:
    """An element with its text, children's text included."""

    tag: str
    attributes: dict[str, str]
    above: tuple[Element, ...] = field(default=(), repr=False)
    parts: list[str] = field(default_factory=list, repr=False)

    @property
    def text(self) -> str:
        return " ".join("".join(self.parts).split())

    @cached_property
    def classes(self) -> list[str]:
        return self.attributes.get("class", "").split()

    @cached_property
    def marks(self) -> frozenset[tuple[str, str]]:
        """Its tag, classes and attributes."""
        return frozenset([(_TAG, self.tag), *((_CLASS, name) for name in self.classes), *self.attributes.items()])


class _Tree(HTMLParser):
    """Elements in their order; a tag that closes another one than the last that is open is an error."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[Element] = []
        self.open: list[Element] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"attributes twice: {tag} {names}"
        element = Element(tag, {name: value or "" for name, value in attrs}, tuple(self.open))
        self.elements.append(element)
        if tag not in _VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in _CLOSED_BY_ITSELF, f"<{tag}/> does not close itself in HTML"
        self.handle_starttag(tag, attrs)
        self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open[-1].tag == tag, f"</{tag}> stands within <{self.open[-1].tag}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        for element in self.open:
            element.parts.append(data)


@dataclass(frozen=True, eq=False)
class Reading:
    """An answer, and as a page: `all` finds elements by tag, class and attributes."""

    path: str
    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    elements: tuple[Element, ...] = field(repr=False)

    def all(
        self, tag: str | None = None, class_: str | None = None, *, within: str | None = None, **attributes: str
    ) -> list[Element]:
        """Elements of a tag, class, attributes, within an element of that id or labelled by the heading of that id."""
        wanted = [(name.replace("_", "-"), value) for name, value in attributes.items()]
        wanted += [mark for mark in ((_TAG, tag), (_CLASS, class_)) if mark[1] is not None]
        found = min((self._marked.get(mark, []) for mark in wanted), key=len, default=self.elements)
        return [
            one
            for one in found
            if one.marks.issuperset(wanted) and (within is None or any(within in _names(other) for other in one.above))
        ]

    @cached_property
    def _marked(self) -> dict[tuple[str, str], list[Element]]:
        """Elements by what they can be asked for: a page is asked hundreds of times."""
        found: defaultdict[tuple[str, str], list[Element]] = defaultdict(list)
        for one in self.elements:
            for mark in one.marks:
                found[mark].append(one)
        return found

    def one(
        self, tag: str | None = None, class_: str | None = None, *, within: str | None = None, **attributes: str
    ) -> Element:
        """The only such element."""
        found = self.all(tag, class_, within=within, **attributes)
        assert len(found) == 1, f"{len(found)} of {tag} {class_} {attributes} within {within} at {self.path}"
        return found[0]

    def facts(self, section: str) -> dict[str, str]:
        """The figures of a section by what they are of."""
        terms, values = self.all("dt", within=section), self.all("dd", within=section)
        return {term.text: value.text for term, value in zip(terms, values, strict=True)}

    def titles(self) -> list[str]:
        """The titles of the papers that are listed."""
        return [one.text for one in self.all("h3", within="papers") if "paper" in one.above[-1].classes]

    def has(self, id_: str) -> bool:
        """Whether an element has that id."""
        return any(one.attributes.get("id") == id_ for one in self.elements)

    @property
    def text(self) -> str:
        return self.one("main").text

    @property
    def links(self) -> list[str]:
        """Addresses inside this site that the page leads to, without fragments."""
        found = (urlsplit(urljoin(ORIGIN + self.path, one.attributes["href"])) for one in self.all("a"))
        return [f"{url.path}?{url.query}" if url.query else url.path for url in found if url.netloc == "graph.example"]

    @property
    def described(self) -> dict[str, Any]:
        """The schema.org description."""
        found: dict[str, Any] = json.loads("".join(self.one("script").parts))
        return found


def _names(element: Element) -> tuple[str | None, str | None]:
    return element.attributes.get("id"), element.attributes.get("aria-labelledby")


class Reader:
    """Somebody who reads pages; redirects are not followed."""

    def __init__(self, client: httpx.AsyncClient, loop: asyncio.Runner) -> None:
        self._client = client
        self._loop = loop

    def get(self, path: str, **headers: str) -> Reading:
        """The page at an address; parameters of the header's names with `_` for `-`."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        answer = self._loop.run(self._client.get(path, headers=named))
        is_page = answer.headers.get("content-type", "").startswith("text/html")
        elements = parsed(answer.text) if is_page else ()
        return Reading(path, answer.status_code, answer.headers, answer.content, elements)

    def ask(self, document: str, **variables: Any) -> dict[str, Any]:
        """The data of a GraphQL answer without errors."""
        answer = self._loop.run(self._client.post("/graphql", json={"query": document, "variables": variables})).json()
        assert "errors" not in answer, answer["errors"]
        found: dict[str, Any] = answer["data"]
        return found


def parsed(html: str) -> tuple[Element, ...]:
    """The elements of a page; AssertionError where they are not nested properly or an id stands twice."""
    tree = _Tree()
    tree.feed(html)
    tree.close()
    assert not tree.open, f"left open: {[one.tag for one in tree.open]}"
    ids = [one.attributes["id"] for one in tree.elements if "id" in one.attributes]
    assert len(ids) == len(set(ids)), f"ids twice: {sorted(id_ for id_ in ids if ids.count(id_) > 1)}"
    return tuple(tree.elements)


@contextmanager
def reading(store: Path, folder: Path, **settings: object) -> Iterator[Reader]:
    """A reader of the service over a store's file, in this process, whose garbage collector is left as it is."""
    given = {"store": f"sqlite:///{store}", "token_file": folder / "tokens.json", "anonymous_rate": 0, **settings}
    web = application(read_settings({}, workspace=folder, **given))
    with asyncio.Runner() as loop:
        lifespan = web.router.lifespan_context(web)
        with patch.object(gc, "collect"), patch.object(gc, "freeze"), patch.object(gc, "set_threshold"):
            loop.run(lifespan.__aenter__())
        client = httpx.AsyncClient(transport=httpx.ASGITransport(web), base_url=ORIGIN)
        try:
            yield Reader(client, loop)
        finally:
            loop.run(client.aclose())
            loop.run(lifespan.__aexit__(None, None, None))
