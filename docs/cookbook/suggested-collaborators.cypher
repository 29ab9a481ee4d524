// With whom has a person never written, although they share several collaborators?
// params: {"name": "Qun Liu", "shared": 2}
// columns: suggestion, shared, weight, through, last_year

MATCH (person:Author {name: $name})-[near:CO_AUTHORED_WITH]-(between:Author)-[far:CO_AUTHORED_WITH]-(other:Author)
WHERE other <> person AND NOT (person)-[:CO_AUTHORED_WITH]-(other)
WITH person, other, count(between) AS shared,
     sum(CASE WHEN near.strength < far.strength THEN near.strength ELSE far.strength END) AS weight,
     collect(between.name)[..3] AS through
WHERE shared >= $shared
RETURN other.name AS suggestion, shared, round(weight, 2) AS weight, through, other.last_year AS last_year
ORDER BY weight DESC, shared DESC, other.key
LIMIT 20;
