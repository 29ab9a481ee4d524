"""What the service and those beside it are asked, in the words of each."""

from __future__ import annotations

import orjson

from .graphql_client import post

SHAPES = ("a", "b", "c")
TITLES = {
    "a": "author, 20 newest papers, their authors",
    "b": "co-authors of co-authors, 25 x 25",
    "c": "neighborhood, at most 300 nodes",
}

OURS = {
    "a": """query A($id: ID!) { author(id: $id) { id name
      papers(first: 20) { nodes { id title year authors(first: 100) { nodes { id name } } } } } }""",
    "b": """query B($id: ID!) { author(id: $id) { id name collaborators(first: 25) { edges { strength node { id name
      collaborators(first: 25) { edges { strength node { id name } } } } } } } }""",
    "c": """query C($id: ID!) {
      neighborhood(roots: [$id], depth: 2, relations: [CO_AUTHORED_WITH], perNode: 25, limit: 300) {
        nodes { id kind name hop degree year } edges { source target kind strength paperCount } } }""",
}
PEER = {
    "a": """query A($id: String!) { authors(where: { key: { eq: $id } }) { key name
      papers(limit: 20, sort: [{ year: DESC }, { sort_key: ASC }]) { key title year authors { key name } } } }""",
    "b": """query B($id: String!) { authors(where: { key: { eq: $id } }) { key name
      collaboratorsConnection(first: 25, sort: [{ edge: { strength: DESC } }]) { edges { properties { strength }
        node { key name collaboratorsConnection(first: 25, sort: [{ edge: { strength: DESC } }]) {
          edges { properties { strength } node { key name } } } } } } } }""",
    "c": """query C($id: String!) { neighborhood(id: $id) {
      nodes { id kind name hop degree year } edges { source target kind strength paperCount } } }""",
}
AUTHOR_PAGE = """query Page($id: ID!) { author(id: $id) {
  id name sortName nameVariants orcid externalIds { id scheme value url } sources affiliationStatus
  identity { evidence shares { evidence authorships share } mergeRisk reasons isPartial }
  metrics { paperCount collaboratorCount closeCollaboratorCount topicCount firstYear lastYear scope asOf
    citationCount { claimed claimedBy claimedAsOf inGraph coverage } hIndex { claimed inGraph } }
  papers(first: 20) { totalCount pageInfo { hasNextPage endCursor } edges { cursor node { id title year type doi } } }
  collaborators(first: 20) { totalCount edges { strength paperCount firstYear lastYear isClose node { id name } } }
  topics(first: 10) { paperCount share lastYear topic { id name } }
  cluster { level strength cluster { id label size } } } }"""
TOTALS = {
    "all papers": "{ papers { totalCount } }",
    "all papers of 2000 and later": "{ papers(where: { year: { gte: 2000 } }) { totalCount } }",
}
HUB = """query Hub($id: ID!) { neighborhood(roots: [$id], depth: 2) {
  nodes { id kind name hop degree year weight } edges { source target kind strength paperCount firstYear lastYear }
  counts { kind shown total } truncated } }"""


def graphql(text: str, variables: object = None) -> bytes:
    """A request of a document at /graphql."""
    return post("/graphql", orjson.dumps({"query": text, "variables": variables}))


def keyed(text: str, key: str) -> bytes:
    """The request of a document about one key."""
    return graphql(text, {"id": key})


def plain(path: str, key: str) -> bytes:
    """A request to a route without GraphQL."""
    return post(path, orjson.dumps({"id": key}))
