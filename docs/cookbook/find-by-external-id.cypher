// What stands behind an id of another system: an ORCID, DOI, Anthology or OpenAlex id?
// params: {"id": "orcid:0000-0002-7000-1792"}
// columns: kind, key, name, ids, sources

MATCH (found:ExternalId {id: $id})
MATCH (node:Author|Paper|Institution|Topic|Venue {key: found.key})
RETURN found.kind AS kind, node.key AS key, coalesce(node.title, node.name) AS name, node.external_ids AS ids,
       node.sources AS sources;
