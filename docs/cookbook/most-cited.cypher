// Which papers are cited most within the graph, and how often elsewhere as a source claims?
// params: {"since": 1990}
// columns: title, year, cited_here, cited_elsewhere, claimed_by

MATCH (paper:Paper)
WHERE paper.citation_count_in_graph > 0 AND paper.year >= $since
RETURN paper.title AS title, paper.year AS year, paper.citation_count_in_graph AS cited_here,
       paper.citation_count_claimed AS cited_elsewhere, paper.citations_claimed_by AS claimed_by
ORDER BY paper.citation_count_in_graph DESC, paper.key
LIMIT 25;
