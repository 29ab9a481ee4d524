"""Topic, SUBTOPIC_OF, ABOUT and WORKS_ON: subjects, their tree, and who writes about what."""

from __future__ import annotations

from functools import partial

from ..desk import Desk
from ..entities import descriptions, links
from ..family import Family
from ..precedence import TOPIC
from ..search import with_search


def put(desk: Desk) -> None:
    """All topics that have a key; a topic's papers are those about it or one of its subtopics."""
    desk.keep("described", descriptions("topic", TOPIC))
    desk.keep("subtopic", links("topic", "[parent]"))
    desk.keep("about", _ABOUT_SQL)
    desk.put("SUBTOPIC_OF", "FROM subtopic")
    desk.put("ABOUT", "SELECT * EXCLUDE (scheme, level) FROM about")
    desk.put("WORKS_ON", _WORKS_ON_SQL)
    desk.put("Topic", _NODES_SQL, finish=partial(with_search, rank="paper_count"))


# Score, rank and evidence are the first record's that names the topic, but asserted by anyone is asserted. Ranks of a
# paper run from 1 in each scheme, where records rank at all.
_ABOUT_SQL = """
WITH claim AS (
    SELECT p.paper AS source, t.key AS target, arg_min(r.score, p.place) AS score, min(p.place) AS place,
        min(CASE WHEN r.rank IS NOT NULL THEN p.place * 1000000 + r.rank END) AS claimed_rank,
        bool_or(r.evidence = 'asserted') AS is_asserted, bit_or(p.bit) AS sources
    FROM paper_topics r JOIN paper_record p USING (source, record)
    JOIN topic_of t ON t.source = r.source AND t.record = r.topic
    GROUP BY p.paper, t.key
)
SELECT c.source, c.target, c.score,
    CASE WHEN claimed_rank IS NOT NULL THEN row_number() OVER (
        PARTITION BY c.source, d.scheme ORDER BY claimed_rank NULLS LAST, d.first_member
    ) END AS rank,
    CASE WHEN is_asserted THEN 'asserted' ELSE 'inferred' END AS evidence, c.sources, d.scheme, d.level
FROM claim c JOIN described d ON d.key = c.target
"""

_WORKS_ON_SQL = """
WITH writer AS (
    SELECT DISTINCT author, paper, year FROM authored
), said AS (
    SELECT w.author, w.paper, w.year, a.target AS topic, a.scheme, a.level, a.sources
    FROM writer w JOIN about a ON a.source = w.paper
), total AS (
    SELECT author, scheme, level, count(DISTINCT paper) AS papers FROM said GROUP BY ALL
), tie AS (
    SELECT author, topic, scheme, level, count(*) AS paper_count, max(year) AS last_year, bit_or(sources) AS sources
    FROM said GROUP BY ALL
)
SELECT w.author AS source, w.topic AS target, w.paper_count, w.paper_count::DOUBLE / t.papers AS share, w.last_year,
    w.sources
FROM tie w JOIN total t ON t.author = w.author AND t.scheme = w.scheme AND t.level IS NOT DISTINCT FROM w.level
"""

_NODES_SQL = """
WITH RECURSIVE above(topic, ancestor) AS (
    SELECT key, key FROM described
    UNION
    SELECT a.topic, s.target FROM above a JOIN subtopic s ON s.source = a.ancestor
)
SELECT d.key, d.name, d.scheme, d.level, d.description, d.keywords, d.external_ids,
    coalesce(p.papers, 0) AS paper_count, d.bits AS sources
FROM described d LEFT JOIN (
    SELECT u.ancestor AS key, count(DISTINCT a.source) AS papers
    FROM about a JOIN above u ON u.topic = a.target GROUP BY ALL
) p USING (key)
"""

FAMILY = Family(
    kinds=("Topic", "SUBTOPIC_OF", "ABOUT", "WORKS_ON"),
    put=put,
    about="topics",
    records={
        "topics": ("record", "name", "scheme", "level", "description", "keywords", "ids", "parent"),
        "paper_topics": ("record", "topic", "score", "rank", "evidence"),
    },
    reads=("authored",),
)
