// Who has a person written with, strongest ties first?
// params: {"name": "Qun Liu"}
// columns: collaborator, papers, strength, since, until, is_close, key

MATCH (person:Author {name: $name})-[tie:CO_AUTHORED_WITH]-(other:Author)
RETURN other.name AS collaborator, tie.paper_count AS papers, round(tie.strength, 2) AS strength,
       tie.first_year AS since, tie.last_year AS until, tie.is_close AS is_close, other.key AS key
ORDER BY tie.strength DESC, other.key
LIMIT 25;
