// To which other clusters is a person's cluster tied most, and who holds each of these ties?
// params: {"name": "Qun Liu", "level": "group"}
// columns: other_cluster, strength, ties, bridges_here, bridges_there, key

MATCH (:Author {name: $name})-[:MEMBER_OF]->(home:Cluster {level: $level, status: 'LIVE'})
MATCH (home)<-[:MEMBER_OF]-(here:Author)-[tie:CO_AUTHORED_WITH]-(there:Author)
MATCH (there)-[:MEMBER_OF]->(other:Cluster {level: $level, status: 'LIVE'})
WHERE other <> home
WITH other, here, there, tie
ORDER BY tie.strength DESC, here.key, there.key
WITH other, sum(tie.strength) AS strength, count(tie) AS ties, collect(DISTINCT here.name)[..3] AS bridges_here,
     collect(DISTINCT there.name)[..3] AS bridges_there
RETURN other.label AS other_cluster, round(strength, 2) AS strength, ties, bridges_here, bridges_there, other.key AS key
ORDER BY strength DESC, other.key
LIMIT 25;
