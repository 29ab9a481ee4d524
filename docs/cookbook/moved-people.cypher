// Who left one institution and appeared at another later?
// params: {"since": 2015}
// columns: person, was_at, until, is_at, since, papers

MATCH (before:Institution)<-[old:AFFILIATED_WITH]-(author:Author)-[new:AFFILIATED_WITH]->(after:Institution)
WHERE old.last_year < new.first_year AND new.first_year >= $since AND new.is_latest
  AND NOT (before)-[:PART_OF]-(after)
RETURN author.name AS person, before.name AS was_at, old.last_year AS until, after.name AS is_at,
       new.first_year AS since, author.paper_count AS papers
ORDER BY new.first_year DESC, author.paper_count DESC, author.key
LIMIT 25;
