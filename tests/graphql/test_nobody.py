"""What is not there is null, whatever is asked of it, and nothing is asked about it."""

from __future__ import annotations

import pytest
from support.graphql_world import World


@pytest.mark.parametrize(
    "fields",
    [
        "collaborators { totalCount nodes { id } }",
        "suggestedCollaborators { score }",
        "papers { totalCount facets(by: [YEAR]) { valueCount } yearHistogram { count } }",
        "identity { confidence shares { share } } cluster { strength } printedAffiliations { papersRead }",
        "clusters { level } affiliations { isLatest } topics { share }",
        'papers(where: { venue: { eq: "V0000000000000000" } }) { totalCount facets(by: [AUTHOR]) { valueCount } }',
    ],
)
def test_nothing_is_asked_about_nobody(world: World, fields: str) -> None:
    found = world.answer(f'{{ author(id: "A0000000000000000") {{ {fields} }} }}')
    assert found == {"author": None}
    assert set(world.calls) <= {"nodes", "redirects"}
