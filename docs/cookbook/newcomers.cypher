// Whose first paper here is of a given year, and who has written most since?
// params: {"year": 2019}
// columns: newcomer, papers, collaborators, until, evidence

MATCH (person:Author)
WHERE person.first_year = $year AND NOT coalesce(person.is_partial, false)
RETURN person.name AS newcomer, person.paper_count AS papers, person.collaborator_count AS collaborators,
       person.last_year AS until, person.evidence AS evidence
ORDER BY person.paper_count DESC, person.key
LIMIT 25;
