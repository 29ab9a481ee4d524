// Which people may be one and the same, and why?
// params: {"at_least": 0.0}
// columns: one, papers_of_one, two, papers_of_two, probability, reasons, key_of_one, key_of_two

MATCH (one:Author)-[doubt:POSSIBLY_SAME_AS]->(two:Author)
WHERE doubt.probability >= $at_least OR doubt.probability IS NULL
RETURN one.name AS one, one.paper_count AS papers_of_one, two.name AS two, two.paper_count AS papers_of_two,
       round(doubt.probability, 2) AS probability, doubt.reasons AS reasons, one.key AS key_of_one, two.key AS key_of_two
ORDER BY doubt.probability DESC, one.key, two.key
LIMIT 25;
