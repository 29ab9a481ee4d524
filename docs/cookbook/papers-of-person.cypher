// What has a person written, newest first, and how sure is it that it was this person?
// params: {"name": "Qun Liu"}
// columns: year, title, venues, place, authors, evidence, confidence

MATCH (person:Author {name: $name})-[role:AUTHORED]->(paper:Paper)
OPTIONAL MATCH (paper)-[:PUBLISHED_IN]->(venue:Venue)
WITH paper, role, collect(coalesce(venue.acronym, venue.name)) AS venues
RETURN paper.year AS year, paper.title AS title, venues, role.position + 1 AS place, paper.author_count AS authors,
       role.evidence AS evidence, round(role.confidence, 2) AS confidence
ORDER BY paper.year DESC, paper.sort_key
LIMIT 25;
