// Which papers build on a paper, directly or through others?
// params: {"title": "Paleozoic Stratigraphy and Hydrocarbon Habitat of the Arabian Plate"}
// columns: steps, year, title, cited_here

MATCH (root:Paper {title: $title})
MATCH path = (later:Paper)-[:CITES*1..3]->(root)
WITH later, min(length(path)) AS steps
RETURN steps, later.year AS year, later.title AS title, later.citation_count_in_graph AS cited_here
ORDER BY steps, later.year, later.key
LIMIT 25;
