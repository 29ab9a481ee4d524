// Who are the close collaborators of a person, and how many of them are close to each other?
// params: {"name": "Qun Liu"}
// columns: collaborator, recent_strength, last_year, close_in_circle

MATCH (person:Author {name: $name})-[tie:CO_AUTHORED_WITH {is_close: true}]-(other:Author)
WITH person, collect(other) AS circle
UNWIND circle AS member
MATCH (person)-[tie:CO_AUTHORED_WITH]-(member)
RETURN member.name AS collaborator, round(tie.recent_strength, 2) AS recent_strength, tie.last_year AS last_year,
       COUNT { (member)-[near:CO_AUTHORED_WITH]-(third) WHERE near.is_close AND third IN circle } AS close_in_circle
ORDER BY tie.recent_strength DESC, member.key
LIMIT 25;
