// Why are two people connected: which papers, and which sources say so?
// params: {"one": "Qun Liu", "two": "Xin Jiang"}
// columns: year, title, printed_one, printed_two, authors, adds_to_strength, strength, sources, found_at

MATCH (one:Author {name: $one})-[tie:CO_AUTHORED_WITH]-(two:Author {name: $two})
MATCH (one)-[first:AUTHORED]->(paper:Paper)<-[second:AUTHORED]-(two)
RETURN paper.year AS year, paper.title AS title, first.name AS printed_one, second.name AS printed_two,
       paper.author_count AS authors, round(1.0 / (paper.author_count - 1), 3) AS adds_to_strength,
       round(tie.strength, 3) AS strength, paper.sources AS sources, paper.external_ids AS found_at
ORDER BY paper.year DESC, paper.sort_key;
