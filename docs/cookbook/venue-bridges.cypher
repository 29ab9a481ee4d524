// Which other venues do the people of a venue publish in, and who connects them most?
// params: {"venue": "ACL"}
// columns: venue, people, papers, bridges

MATCH (home:Venue {acronym: $venue})<-[:PUBLISHED_IN]-(:Paper)<-[:AUTHORED]-(person:Author)
WITH home, person, count(*) AS here
MATCH (person)-[:AUTHORED]->(:Paper)-[:PUBLISHED_IN]->(other:Venue)
WHERE other <> home
WITH home, other, person, here, count(*) AS there
ORDER BY CASE WHEN here < there THEN here ELSE there END DESC, person.key
WITH other, count(person) AS people, sum(there) AS papers, collect(person.name)[..3] AS bridges
RETURN coalesce(other.acronym, other.name) AS venue, people, papers, bridges
ORDER BY people DESC, other.key
LIMIT 20;
