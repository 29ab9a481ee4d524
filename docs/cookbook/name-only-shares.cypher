// Of whom do we know least beyond the name: how much of their work is attributed by name alone?
// params: {"papers": 20}
// columns: person, authorships, name_only_share, merge_risk, orcid

MATCH (author:Author)-[role:AUTHORED]->(:Paper)
WHERE author.paper_count >= $papers
WITH author, count(role) AS authorships, sum(CASE role.evidence WHEN 'name_only' THEN 1 ELSE 0 END) AS by_name
RETURN author.name AS person, authorships, round(1.0 * by_name / authorships, 2) AS name_only_share,
       author.merge_risk AS merge_risk, author.orcid AS orcid
ORDER BY by_name DESC, author.key
LIMIT 25;
