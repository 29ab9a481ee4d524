"""People's decisions about who is who: split, merge, assert, one entry each, read from `curations/*.yaml`.

A curation names mentions by paper record, position and printed name, so that one that no longer fits is noticed.
Deleting the entry takes the decision back: nothing of it is kept anywhere else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from pathlib import Path

import yaml

from ..schema.errors import UsageError
from ..schema.external_ids import SCHEMES, Authority, external_id

_MENTION = re.compile(r'([^\s:]+):(\S+)#(\d+)\s+"(.+)"')
_PAPER = re.compile(r"([^\s:]+):(\S+)")
_FIELDS = ("action", "mentions", "papers", "id", "who", "when", "why")
_HINT = "docs/curations.md shows every form"


class Action(StrEnum):
    """What a curation does."""

    SPLIT = "split"
    MERGE = "merge"
    ASSERT = "assert"


@dataclass(frozen=True, slots=True)
class MentionReference:
    """A mention as a curation names it: `source:record#position "Name"`."""

    source: str
    record: str
    position: int
    name: str

    def __str__(self) -> str:
        return f'{self.source}:{self.record}#{self.position} "{self.name}"'


@dataclass(frozen=True, slots=True)
class PaperReference:
    """A paper record as a curation names it: `source:record`."""

    source: str
    record: str

    def __str__(self) -> str:
        return f"{self.source}:{self.record}"


@dataclass(frozen=True, slots=True)
class Curation:
    """One decision; about mentions or about papers, never both.

    merge: all of them are one. split: the first is none of the others. assert: the mentions bear the external id `id`.
    """

    action: Action
    mentions: tuple[MentionReference, ...]
    papers: tuple[PaperReference, ...]
    id: str | None
    who: str
    when: str
    why: str
    locator: str


def read_curations(folder: Path) -> list[Curation]:
    """All curations of a folder's `*.yaml` files, by file name and line; none where the folder does not exist.

    Raises UsageError with file and line where an entry is malformed.
    """
    return [curation for path in sorted(folder.glob("*.yaml")) for curation in _read(path)]


def _read(path: Path) -> Iterator[Curation]:
    try:
        root = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise UsageError(f"{path}:{line}: not YAML: {error.problem}", hint=_HINT) from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}:1: not YAML: {error}", hint=_HINT) from error
    if root is None:
        return
    if not isinstance(root, yaml.SequenceNode):
        raise _malformed(path, root, "a file of curations is a list of entries")
    for node in root.value:
        yield _curation(path, node)


def _curation(path: Path, node: yaml.Node) -> Curation:
    values, nodes = _values(path, node)

    def text(name: str) -> str:
        value = values.get(name)
        if not isinstance(value, str) or not value.strip():
            raise _malformed(path, nodes.get(name, node), f"`{name}` is missing or is no text")
        return value.strip()

    try:
        action = Action(text("action"))
    except ValueError:
        raise _malformed(path, nodes["action"], f"`action` is one of {', '.join(Action)}") from None
    mentions = tuple(_mention(path, each) for each in _items(path, nodes.get("mentions")))
    papers = tuple(_paper(path, each) for each in _items(path, nodes.get("papers")))
    if bool(mentions) == bool(papers):
        raise _malformed(path, node, "an entry names `mentions` or `papers`, one of the two")
    known = _asserted_id(path, nodes["id"], text("id")) if action is Action.ASSERT and "id" in nodes else None
    if action is Action.ASSERT and (known is None or papers):
        raise _malformed(path, node, "assert takes `mentions` and the `id` that they bear")
    if action is not Action.ASSERT and (len(mentions) + len(papers) < 2 or "id" in nodes):
        raise _malformed(path, node, f"{action} takes at least two {'papers' if papers else 'mentions'} and no `id`")
    locator = f"{path.name}:{node.start_mark.line + 1}"
    return Curation(action, mentions, papers, known, text("who"), text("when"), text("why"), locator)


def _values(path: Path, node: yaml.Node) -> tuple[dict[str, object], dict[str, yaml.Node]]:
    if not isinstance(node, yaml.MappingNode):
        raise _malformed(path, node, "an entry is a mapping with action, mentions or papers, who, when, why")
    nodes: dict[str, yaml.Node] = {}
    for key, value in node.value:
        if key.value not in _FIELDS or key.value in nodes:
            raise _malformed(path, key, f"unknown or repeated field `{key.value}`; known are {', '.join(_FIELDS)}")
        nodes[key.value] = value
    return {name: value.value for name, value in nodes.items()}, nodes


def _items(path: Path, node: yaml.Node | None) -> list[yaml.Node]:
    if node is None:
        return []
    if not isinstance(node, yaml.SequenceNode) or not all(isinstance(each, yaml.ScalarNode) for each in node.value):
        raise _malformed(path, node, "a list of texts is needed here")
    return list(node.value)


def _mention(path: Path, node: yaml.Node) -> MentionReference:
    found = _MENTION.fullmatch(node.value.strip())
    if not found:
        raise _malformed(path, node, f"no mention: {node.value!r}; the form is 'source:record#position \"Name\"'")
    source, record, position, name = found.groups()
    return MentionReference(source, record, int(position), name)


def _paper(path: Path, node: yaml.Node) -> PaperReference:
    found = _PAPER.fullmatch(node.value.strip())
    if not found:
        raise _malformed(path, node, f"no paper record: {node.value!r}; the form is 'source:record'")
    return PaperReference(*found.groups())


def _asserted_id(path: Path, node: yaml.Node, text: str) -> str:
    scheme, _, value = text.partition(":")
    known = external_id(scheme, value) if scheme in SCHEMES else None
    if known is None or SCHEMES[scheme].authority not in (Authority.CLAIMED, Authority.CURATED):
        raise _malformed(path, node, f"{text!r} is no id that people claim or curators give, such as orcid:…")
    return known


def _malformed(path: Path, node: yaml.Node, problem: str) -> UsageError:
    return UsageError(f"{path}:{node.start_mark.line + 1}: {problem}", hint=_HINT)


def digest_of(curations: Sequence[Curation]) -> str:
    """Names what the curations say, in whatever order."""
    return sha256("\n".join(sorted(repr(each) for each in curations)).encode()).hexdigest()
