// Who works on a topic or something below it most, and where?
// params: {"topic": "Computer Science", "papers": 2}
// columns: person, topics, papers, last_year, institutions

MATCH (top:Topic {name: $topic})<-[:SUBTOPIC_OF*0..3]-(topic:Topic)<-[work:WORKS_ON]-(author:Author)
WITH author, topic, work ORDER BY work.paper_count DESC, topic.key
WITH author, sum(work.paper_count) AS weight, collect(topic.name)[..3] AS topics, max(work.last_year) AS last_year
WHERE author.paper_count >= $papers
OPTIONAL MATCH (author)-[at:AFFILIATED_WITH {is_latest: true}]->(institution:Institution)
WITH author, weight, topics, last_year, collect(institution.name) AS institutions
RETURN author.name AS person, topics, author.paper_count AS papers, last_year, institutions
ORDER BY weight DESC, author.key
LIMIT 25;
