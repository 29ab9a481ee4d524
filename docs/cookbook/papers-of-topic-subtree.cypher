// Which papers belong to a field and everything below it, most cited first?
// params: {"topic": "Engineering"}
// columns: title, year, score, topics, cited_here, cited_elsewhere

MATCH (top:Topic {name: $topic})<-[:SUBTOPIC_OF*0..3]-(topic:Topic)<-[about:ABOUT]-(paper:Paper)
WITH paper, max(about.score) AS score, collect(DISTINCT topic.name) AS topics
RETURN paper.title AS title, paper.year AS year, round(score, 2) AS score, topics,
       paper.citation_count_in_graph AS cited_here, paper.citation_count_claimed AS cited_elsewhere
ORDER BY coalesce(paper.citation_count_claimed, 0) DESC, paper.key
LIMIT 25;
