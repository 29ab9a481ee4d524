"""SQL that institutions, topics and venues share: one description out of several records, links between records."""

from __future__ import annotations

from collections.abc import Mapping

from .ground import MEMBERS
from .precedence import Rule, columns


def descriptions(kind: str, rules: Mapping[str, Rule]) -> str:
    """A query with key, one column a rule, external_ids, bits (sources) and first_member of each entity of the kind.

    Reads the laid record table of the kind, with the rules' columns and `ids`.
    """
    return f"""
    SELECT p.key, {columns(rules)}, {columns({"ids": Rule.UNION}).replace(" AS ids", " AS external_ids")},
        bit_or(p.bit) AS bits, min(p.source || '/' || p.record) AS first_member
    FROM {MEMBERS[kind]} r JOIN (
        SELECT k.source, k.record, k.key, o.bit,
            row_number() OVER (PARTITION BY k.key ORDER BY o.place, k.record) AS place
        FROM {kind}_of k SEMI JOIN {MEMBERS[kind]} USING (source, record) JOIN source_order o USING (source)
    ) p USING (source, record)
    GROUP BY p.key
    """  # noqa: S608 - names of our own tables


def links(kind: str, field: str) -> str:
    """A query with source, target and sources: what the list `field` of the kind's records points to; no self-links."""
    return f"""
    SELECT a.key AS source, b.key AS target, bit_or(o.bit) AS sources
    FROM (SELECT source, record, unnest({field}) AS other FROM {MEMBERS[kind]}) r
    JOIN {kind}_of a ON a.source = r.source AND a.record = r.record
    JOIN {kind}_of b ON b.source = r.source AND b.record = r.other
    JOIN source_order o ON o.source = r.source
    WHERE a.key <> b.key
    GROUP BY a.key, b.key
    """  # noqa: S608 - names of our own tables
