// How many papers a year are about a topic or something below it?
// params: {"topic": "Physical Sciences"}
// columns: year, papers, topics

MATCH (top:Topic {name: $topic})
MATCH (paper:Paper)-[:ABOUT]->(topic:Topic)
WHERE paper.year IS NOT NULL AND (topic = top OR (topic)-[:SUBTOPIC_OF*1..3]->(top))
WITH paper.year AS year, count(DISTINCT paper) AS papers, collect(DISTINCT topic.name) AS names
RETURN year, papers, size(names) AS topics
ORDER BY year;
