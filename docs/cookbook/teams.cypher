// Which three people have most papers all together?
// params: {"together": 6}
// columns: team, papers

MATCH (one:Author)-[a:CO_AUTHORED_WITH]->(two:Author)-[b:CO_AUTHORED_WITH]->(three:Author)
WHERE a.paper_count >= $together AND b.paper_count >= $together
MATCH (one)-[c:CO_AUTHORED_WITH]->(three)
WHERE c.paper_count >= $together
WITH one, two, three, COUNT {
  (one)-[:AUTHORED]->(paper:Paper)<-[:AUTHORED]-(two) WHERE EXISTS { (three)-[:AUTHORED]->(paper) }
} AS papers
WHERE papers >= $together
RETURN [one.name, two.name, three.name] AS team, papers
ORDER BY papers DESC, one.key, two.key, three.key
LIMIT 20;
