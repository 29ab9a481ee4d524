// Which well-connected cores does an institution take part in, and with how many of its people?
// params: {"institution": "King Fahd University of Petroleum and Minerals", "people": 3}
// columns: label, its_people, size, of_members, leading_here, papers, since, until, key

MATCH (:Institution {name: $institution})<-[at:AFFILIATED_WITH]-(person:Author)
WHERE at.is_latest
MATCH (person)-[member:MEMBER_OF]->(core:Cluster {level: 'core', status: 'LIVE', is_well_connected: true})
WITH core, person, member
ORDER BY member.strength DESC, person.key
WITH core, count(person) AS its_people, collect(person.name)[..3] AS leading_here
WHERE its_people >= $people
RETURN core.label AS label, its_people, core.size AS size, round(1.0 * its_people / core.size, 2) AS of_members,
       leading_here, core.paper_count AS papers, core.first_year AS since, core.last_year AS until, core.key AS key
ORDER BY its_people DESC, core.key
LIMIT 25;
