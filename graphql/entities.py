"""Finds nodes by what clients have: ids (redirected ones answer for the new key), external ids."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial

from ..schema.catalog import node_kind
from ..schema.external_ids import SCHEMES, parse
from ..store.check import keys_by_label
from ..store.port import Snapshot
from ..store.query import Ahead, Node
from .ahead import foreseen
from .arguments import check_id
from .errors import BadInput
from .fields import Arguments
from .request import Ask

Columns = Callable[[str], Sequence[str]]
"""The columns wanted of a kind's nodes."""


Then = Callable[[str], Sequence[Ahead]]
"""What will be asked next of a kind's nodes."""


def _nothing(_: str) -> Sequence[Ahead]:
    return ()


def by_ids(snapshot: Snapshot, ids: Sequence[str], columns: Columns, *, then: Then = _nothing) -> dict[str, Node]:
    """Nodes by the id asked for; unknown ids are left out. One call a kind, two more where some were redirected."""
    found = by_keys(snapshot, ids, columns, then=then)
    missing = [key for key in dict.fromkeys(ids) if key not in found]
    if not missing:
        return found
    redirects = {old: new for old, new in snapshot.redirects(missing).items() if new is not None}
    answers = by_keys(snapshot, list(redirects.values()), columns, then=then)
    for old, new in redirects.items():
        if new in answers:
            node = answers[new]
            found[old] = node._replace(fields={**node.fields, "redirected_from": old})
    return found


def one(ask: Ask, kind: str, id_: str | None, external: str | None) -> Node | None:
    """The node of that kind by its id or an external id; None where there is none."""

    def columns(_: str) -> Sequence[str]:
        return ask.selection.columns(type_name=kind)

    then = partial(foreseen, ask)
    if id_ is not None:
        return by_ids(ask.snapshot, [id_], columns, then=then).get(id_)
    asked = normalized(external or "")
    label, key = ask.snapshot.lookup([asked]).get(asked, ("", ""))
    return by_ids(ask.snapshot, [key], columns, then=then).get(key) if label == kind else None


def check_one(kind: str) -> Callable[[Arguments], None]:
    """The check of a field that gives one node of a kind by `id` or `externalId`."""

    def check(arguments: Arguments) -> None:
        given = [name for name in ("id_", "external_id") if arguments.get(name) is not None]
        if len(given) != 1:
            raise BadInput("ask by id or by externalId, by one of them")
        if given == ["id_"]:
            check_id(arguments["id_"], kind)
        else:
            normalized(arguments["external_id"])

    return check


def normalized(text: str) -> str:
    """An external id as the graph writes it; BadInput for a scheme or form that it does not know."""
    found = parse(text)
    if found is None:
        scheme = text.strip().partition(":")[0].lower()
        if scheme in SCHEMES and scheme != text.strip().lower():
            raise BadInput(f"externalId is no valid {scheme} id: a sign is wrong or missing")
        raise BadInput("externalId is scheme:value, such as orcid:0000-0002-1825-0097 or doi:10.18653/v1/P18-1001")
    return found


def by_keys(snapshot: Snapshot, keys: Iterable[str], columns: Columns, *, then: Then = _nothing) -> dict[str, Node]:
    """Nodes by key, those that are there: one call a kind, none for no keys."""
    found: dict[str, Node] = {}
    for label, some in keys_by_label(dict.fromkeys(keys)).items():
        nodes = snapshot.nodes(node_kind(label), some, fields=tuple(columns(label)), then=then(label))
        found.update({node.key: node for node in nodes if node is not None})
    return found
