"""Author and POSSIBLY_SAME_AS: people with names, ids, metrics, and the doubts about who is who.

Metrics that a source claims and those counted in this graph stay apart; null where nothing speaks.
"""

from __future__ import annotations

from functools import partial
from itertools import groupby
from operator import itemgetter
from typing import Any

import pyarrow as pa

from ..desk import Desk
from ..family import Family
from ..names import ChosenName, Form, choose_name
from ..search import KNOWN, with_search

_MENTION = ("record", "position", "name", "given", "family", "variants", "ids", "computed_ids", "is_partial")
_PROFILE = (*_MENTION[:1], *_MENTION[2:-1], "citation_count", "h_index", "is_profile")


def put(desk: Desk) -> None:
    """Everybody with a mention in some slot or a profile: somebody may have no authorship and still be in doubt."""
    for name, sql in _WORKING_SQL.items():
        desk.keep(name, sql)
    desk.put("Author", _NODES_SQL, finish=partial(_with_names, desk))
    desk.put("POSSIBLY_SAME_AS", _POSSIBLY_SAME_SQL)


def _with_names(desk: Desk, people: pa.Table) -> pa.Table:
    """Adds the name of each author, its other printed forms, and the search columns of both."""
    keys = people["key"].to_pylist()
    forms = _by_author(desk, "form", keys)
    more = _by_author(desk, "variant", keys)
    names: list[ChosenName] = []
    variants: list[list[str]] = []
    for key in keys:
        own = [Form(*row) for row in forms[key]]
        names.append(choose_name(own))
        printed = {form.name for form in own}
        variants.append(sorted({*printed, *(row[0] for row in more.get(key, ()))} - {names[-1].name}))
    others = [[name.sort_name, *found] for name, found in zip(names, variants, strict=True)]
    columns: dict[str, pa.Array] = {
        column: pa.array([getattr(name, column) for name in names], pa.string())
        for column in ("name", "sort_name", "family", "given")
    }
    lists = {"name_variants": variants, "others": others}
    columns |= {column: pa.array(values, pa.list_(pa.string())) for column, values in lists.items()}
    for column, array in columns.items():
        people = people.append_column(column, array)
    known = desk.known("Author", people, same=["name", "sort_name", "given", "name_variants"], columns=KNOWN)
    return with_search(people, known=known, others="others", given="given", sort_text="sort_name", rank="paper_count")


def _by_author(desk: Desk, table: str, keys: list[str]) -> dict[str, list[tuple[Any, ...]]]:
    """Rows of a working table, without their author, of the authors in a sorted list of keys."""
    sql = f"SELECT * FROM {table} WHERE author BETWEEN $first AND $last ORDER BY author"  # noqa: S608 - our own tables
    authors, *columns = (column.to_pylist() for column in desk.look_up(sql, first=keys[0], last=keys[-1]).columns)
    rows = zip(authors, zip(*columns, strict=True), strict=True)
    return {key: [row for _, row in group] for key, group in groupby(rows, key=itemgetter(0))}


# Mentions without a slot have no author either: they fall out where people are put together.
_WORKING_SQL = {
    "profile": """
        SELECT k.key AS author, r.*, o.place, o.bit
        FROM authors r JOIN keys_authors k USING (source, record) JOIN source_order o USING (source)
        WHERE r.is_profile OR k.key IN (SELECT author FROM authored)""",
    # One count a slot and printed form, so that a paper in two sources does not count twice.
    "form": """
        SELECT author, name, given, family, count(*) AS count, min(place) AS place
        FROM (
            SELECT s.author, m.name, m.given, m.family, s.paper, s.slot, min(o.place) AS place
            FROM keys_mentions s JOIN mentions m USING (source, record, position)
            JOIN source_order o ON o.source = s.source
            GROUP BY ALL
        ) GROUP BY ALL
        UNION ALL SELECT author, name, given, family, 0, place FROM profile""",
    "variant": """
        SELECT s.author, unnest(m.variants) AS variant
        FROM keys_mentions s JOIN mentions m USING (source, record, position) WHERE len(m.variants) > 0
        UNION SELECT author, unnest(variants) FROM profile""",
    "person_id": """
        SELECT author, unnest(ids) AS id, 1 AS is_claimed FROM profile
        UNION ALL SELECT author, unnest(computed_ids), 0 FROM profile
        UNION ALL
        SELECT s.author, unnest(m.ids), 1 FROM keys_mentions s JOIN mentions m USING (source, record, position)
        WHERE len(m.ids) > 0
        UNION ALL
        SELECT s.author, unnest(m.computed_ids), 0 FROM keys_mentions s JOIN mentions m USING (source, record, position)
        WHERE len(m.computed_ids) > 0""",
    "tally": """
        SELECT author, count(DISTINCT paper) AS papers, min(year) AS first_year, max(year) AS last_year,
            bit_or(bits) AS bits
        FROM authored GROUP BY author""",
    "partial": """
        SELECT DISTINCT s.author FROM keys_mentions s JOIN mentions m USING (source, record, position)
        WHERE m.is_partial AND s.author IS NOT NULL""",
    "impact": """
        WITH own AS (
            SELECT DISTINCT author, paper FROM authored
        ), covered AS (
            SELECT DISTINCT paper FROM papers JOIN paper_record USING (source, record) WHERE has_references
        ), ranked AS (
            SELECT author, citations, paper IN (FROM covered) AS is_covered,
                row_number() OVER (PARTITION BY author ORDER BY citations DESC NULLS LAST) AS rank
            FROM own JOIN cited USING (paper)
        )
        SELECT author, sum(citations)::BIGINT AS citations,
            CASE WHEN count(citations) > 0 THEN count(*) FILTER (citations >= rank) END AS h_index,
            count(*) FILTER (is_covered)::DOUBLE / count(*) AS coverage
        FROM ranked GROUP BY author""",
    # Figures of one profile: that of the first source that claims any, of its profiles the most cited one.
    "claimed": """
        SELECT author, source, citation_count, h_index FROM (
            SELECT *, row_number() OVER (
                PARTITION BY author ORDER BY place, citation_count DESC NULLS LAST, h_index DESC NULLS LAST, record
            ) AS number
            FROM profile WHERE citation_count IS NOT NULL OR h_index IS NOT NULL
        ) WHERE number = 1""",
    "known_by": """
        SELECT author, list_sort(list(DISTINCT id)) AS ids,
            list(DISTINCT id[7:]) FILTER (is_claimed = 1 AND starts_with(id, 'orcid:')) AS claimed,
            list(DISTINCT id[7:]) FILTER (is_claimed = 0 AND starts_with(id, 'orcid:')) AS computed
        FROM person_id GROUP BY author""",
    "person": """
        SELECT author, bit_or(bit) AS bits FROM (
            SELECT author, bits AS bit FROM tally UNION ALL SELECT author, bit FROM profile
            UNION ALL SELECT DISTINCT s.author, o.bit FROM keys_mentions s JOIN source_order o USING (source)
            WHERE s.author IS NOT NULL AND s.slot IS NOT NULL
        ) GROUP BY author""",
}

_NODES_SQL = """
SELECT p.author AS key,
    CASE WHEN len(i.claimed) > 0 THEN CASE WHEN len(i.claimed) = 1 THEN i.claimed[1] END
         WHEN len(i.computed) = 1 THEN i.computed[1] END AS orcid,
    coalesce(i.ids, []) AS external_ids, k.evidence, k.merge_risk, coalesce(k.reasons, []) AS merge_risk_reasons,
    p.author IN (SELECT author FROM partial) AS is_partial, coalesce(t.papers, 0) AS paper_count,
    coalesce(c.people, 0) AS collaborator_count, coalesce(c.close_people, 0) AS close_collaborator_count,
    t.first_year, t.last_year, coalesce(s.status, 'SOURCE_SILENT') AS affiliation_status,
    m.citation_count AS citation_count_claimed, m.h_index AS h_index_claimed, m.source AS metrics_claimed_by,
    g.citations AS citation_count_in_graph, g.h_index AS h_index_in_graph, g.coverage AS citation_coverage,
    p.bits AS sources
FROM person p
LEFT JOIN tally t USING (author) LEFT JOIN known_by i USING (author) LEFT JOIN keys_people k USING (author)
LEFT JOIN collaborator c USING (author) LEFT JOIN affiliation_status s USING (author)
LEFT JOIN claimed m USING (author) LEFT JOIN impact g USING (author)
"""

_POSSIBLY_SAME_SQL = """
SELECT d.source, d.target, d.probability, coalesce(d.reasons, []) AS reasons, a.bits | b.bits AS sources
FROM keys_possibly_same d JOIN person a ON a.author = d.source JOIN person b ON b.author = d.target
"""

FAMILY = Family(
    kinds=("Author", "POSSIBLY_SAME_AS"),
    put=put,
    records={"mentions": _MENTION, "authors": _PROFILE, "papers": ("record", "has_references")},
    keys=("authors", "mentions", "people", "possibly_same"),
    reads=("authored", "collaborator", "affiliation_status", "cited"),
)
