// Who is in a person's cluster, with the strongest ties inside first?
// params: {"name": "Qun Liu", "level": "group"}
// columns: label, member, strength_inside, papers, since, until, is_leading, key

MATCH (:Author {name: $name})-[:MEMBER_OF]->(cluster:Cluster {level: $level, status: 'LIVE'})
MATCH (cluster)<-[seat:MEMBER_OF]-(person:Author)
RETURN cluster.label AS label, person.name AS member, round(seat.strength, 2) AS strength_inside,
       person.paper_count AS papers, person.first_year AS since, person.last_year AS until,
       person.key IN cluster.people AS is_leading, person.key AS key
ORDER BY seat.strength DESC, person.key
LIMIT 25;
