// Which papers were retracted or removed, and who cites them?
// params: {}
// columns: title, year, notices, cited_by, citing, url

MATCH (paper:Paper {is_retracted: true})
OPTIONAL MATCH (citing:Paper)-[:CITES]->(paper)
WITH paper, count(citing) AS cited_by, collect(citing.title)[..3] AS citing
RETURN paper.title AS title, paper.year AS year, paper.notices AS notices, cited_by, citing, paper.url AS url
ORDER BY cited_by DESC, paper.key;
