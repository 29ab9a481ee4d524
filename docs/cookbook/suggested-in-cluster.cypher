// With whom in the own cluster has a person never written, although they share several collaborators there?
// params: {"name": "Qun Liu", "level": "field", "shared": 2}
// columns: suggestion, shared, weight, through, last_year, key

MATCH (person:Author {name: $name})-[:MEMBER_OF]->(cluster:Cluster {level: $level, status: 'LIVE'})
MATCH (person)-[near:CO_AUTHORED_WITH]-(between:Author)-[:MEMBER_OF]->(cluster)
MATCH (between)-[far:CO_AUTHORED_WITH]-(other:Author)-[:MEMBER_OF]->(cluster)
WHERE other <> person AND NOT (person)-[:CO_AUTHORED_WITH]-(other)
WITH other, between, CASE WHEN near.strength < far.strength THEN near.strength ELSE far.strength END AS weight
ORDER BY weight DESC, between.key
WITH other, count(between) AS shared, sum(weight) AS weight, collect(between.name)[..3] AS through
WHERE shared >= $shared
RETURN other.name AS suggestion, shared, round(weight, 2) AS weight, through, other.last_year AS last_year,
       other.key AS key
ORDER BY weight DESC, shared DESC, other.key
LIMIT 20;
