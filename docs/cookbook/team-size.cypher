// How have the teams behind papers grown over the years?
// params: {"since": 1990}
// columns: year, papers, mean_authors, median_authors, largest

MATCH (paper:Paper)
WHERE paper.year >= $since AND paper.author_count > 0
RETURN paper.year AS year, count(paper) AS papers, round(avg(paper.author_count), 2) AS mean_authors,
       percentileCont(paper.author_count, 0.5) AS median_authors, max(paper.author_count) AS largest
ORDER BY year;
