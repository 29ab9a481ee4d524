// Which clusters work on a topic or something below it, and how far can each be trusted?
// params: {"topic": "Engineering", "level": "group"}
// columns: label, people, of_members, papers, is_well_connected, seed_agreement, key

MATCH (top:Topic {name: $topic})<-[:SUBTOPIC_OF*0..3]-(topic:Topic)<-[work:WORKS_ON]-(person:Author)
WITH person, sum(work.paper_count) AS papers
MATCH (person)-[:MEMBER_OF]->(cluster:Cluster {level: $level, status: 'LIVE'})
WITH cluster, count(person) AS people, sum(papers) AS papers
RETURN cluster.label AS label, people, round(1.0 * people / cluster.size, 2) AS of_members, papers,
       cluster.is_well_connected AS is_well_connected, round(cluster.seed_agreement, 2) AS seed_agreement,
       cluster.key AS key
ORDER BY people DESC, cluster.key
LIMIT 25;
