// With which institutions does an institution write most, by the people of both on one paper?
// params: {"institution": "King Fahd University of Petroleum and Minerals"}
// columns: partner, country, papers, strength, since, until

MATCH (home:Institution {name: $institution})<-[:AFFILIATED_WITH]-(person:Author)-[here:AUTHORED]->(paper:Paper)
WHERE home.key IN here.institutions
WITH DISTINCT home, paper
MATCH (paper)<-[there:AUTHORED]-(:Author)
UNWIND there.institutions AS key
WITH home, key, count(DISTINCT paper) AS papers, sum(1.0 / paper.author_count) AS strength,
     min(paper.year) AS since, max(paper.year) AS until
WHERE key <> home.key
MATCH (other:Institution {key: key})
RETURN other.name AS partner, other.country_code AS country, papers, round(strength, 2) AS strength, since, until
ORDER BY strength DESC, other.key
LIMIT 25;
