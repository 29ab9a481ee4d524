"""Makes the tables of a build, family by family, and takes over those that the earlier build made from the same."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping, Set
from dataclasses import dataclass

import pyarrow as pa
import structlog

from ..identity.keys import KEY_TABLES
from .desk import GROUND, Desk
from .digest import BLOCK
from .earlier import Earlier
from .family import Family, families, keeper_of, tables_of
from .ground import FAMILY as GROUND_FAMILY
from .inputs import Inputs

_log = structlog.wrap_logger(logging.getLogger(__name__))


@dataclass(frozen=True, slots=True)
class Plan:
    """`again`: families whose kinds are put down again. `laid`: families that lay their working tables for it.
    `recalled`: working tables that come from finished kinds of families not made again.
    """

    again: Set[str]
    laid: Set[str]
    recalled: Mapping[str, Set[str]]


def make_tables(desk: Desk, inputs: Inputs) -> dict[str, str]:
    """Puts down all kinds and key tables; what every family and key table is made from, as digests."""
    made_from = inputs.digests(desk.parameters, desk.sources)
    again = {name for name, family in families().items() if not desk.earlier.has(name, made_from[name], family.tables)}
    plan = plan_for(again, desk.earlier)
    _lay(desk, inputs, GROUND, GROUND_FAMILY)
    for name, family in families().items():
        started = time.perf_counter()
        if name not in plan.again:
            _take_over(desk, family)
        if name in plan.laid:
            _lay(desk, inputs, name, family, is_put=name in plan.again)
        elif name in plan.recalled:
            _recall(desk, name, plan.recalled[name])
        desk.leave(but=_keepers_to_come(plan, name))
        seconds = round(time.perf_counter() - started, 3)
        _log.debug("assembly.family_made", family=name, again=name in plan.again, seconds=seconds)
    return made_from | {f"keys/{name}": _put_keys(desk, inputs, name) for name in KEY_TABLES}


def plan_for(again: Set[str], earlier: Earlier) -> Plan:
    """What must be laid so that these families can be made; working tables are recalled where that is enough."""
    laid: set[str] = set()
    recalled: dict[str, Set[str]] = {}
    wanted: set[str] = set()
    for name, family in reversed(families().items()):
        asked = wanted & set(family.keeps)
        is_there = asked <= family.recall.keys() and all(map(earlier.is_intact, tables_of(family.recall_from)))
        if name in again or not is_there:
            laid.add(name)
            wanted.update(family.reads)
        elif asked:
            recalled[name] = asked
    return Plan(again, laid, recalled)


def _keepers_to_come(plan: Plan, name: str) -> set[str]:
    """Families whose working tables somebody after that family still reads."""
    order = list(families())
    later = plan.laid & set(order[order.index(name) + 1 :])
    return {keeper_of(table) for each in later for table in families()[each].reads}


def _lay(desk: Desk, inputs: Inputs, name: str, family: Family, *, is_put: bool = False) -> None:
    if family.about and not inputs.view.table(family.about, []).num_rows:
        for kind in family.kinds:
            desk.put_nothing(kind)
        return
    desk.enter(name, {table: keeper_of(table) for table in family.reads})
    with inputs.laid(family, desk):
        if family.lay:
            family.lay(desk)
        if is_put and family.put:
            family.put(desk)


def _recall(desk: Desk, name: str, tables: Set[str]) -> None:
    desk.enter(name, {})
    family = families()[name]
    for kind, table in zip(family.recall_from, tables_of(family.recall_from), strict=True):
        desk.lay_file(f"put_{kind}", desk.earlier.file(table))
    for table in sorted(tables):
        desk.keep(table, family.recall[table])


def _take_over(desk: Desk, family: Family) -> None:
    for table in family.tables:
        desk.take_over(table)
    desk.counts |= {name: desk.earlier.counts[name] for name in family.counts}


def _put_keys(desk: Desk, inputs: Inputs, name: str) -> str:
    """Puts down a key table; its digest."""
    made_from, file = inputs.digest_of_keys(name), f"keys/{name}"
    if desk.earlier.has(file, made_from, [file]):
        desk.take_over(file)
        return made_from
    schema = KEY_TABLES[name]
    columns = [(field.name, "ascending") for field in schema if not pa.types.is_list(field.type)]
    table = inputs.keys.tables[name].cast(schema).sort_by(columns)
    desk.put_file(file, schema, (table.slice(at, BLOCK) for at in range(0, table.num_rows, BLOCK)))
    return made_from
