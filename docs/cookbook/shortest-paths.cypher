// Through whom are two people connected?
// params: {"one": "Hangbo Bao", "two": "Pascale Fung"}
// columns: people, hops, cost

MATCH (one:Author {name: $one})
MATCH (two:Author {name: $two})
MATCH path = allShortestPaths((one)-[:CO_AUTHORED_WITH*..6]-(two))
WITH path, reduce(cost = 0.0, tie IN relationships(path) | cost + 1 / tie.strength) AS cost
RETURN [person IN nodes(path) | person.name] AS people, length(path) AS hops, round(cost, 2) AS cost
ORDER BY hops, cost
LIMIT 10;
