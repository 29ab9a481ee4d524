// Who published most in a venue in a given year?
// params: {"venue": "ACL", "year": 2022}
// columns: person, papers, as_first, papers_in_all, key

MATCH (venue:Venue {acronym: $venue})<-[:PUBLISHED_IN]-(paper:Paper {year: $year})<-[role:AUTHORED]-(author:Author)
WITH author, count(DISTINCT paper) AS papers, sum(CASE role.position WHEN 0 THEN 1 ELSE 0 END) AS as_first
RETURN author.name AS person, papers, as_first, author.paper_count AS papers_in_all, author.key AS key
ORDER BY papers DESC, as_first DESC, author.key
LIMIT 25;
