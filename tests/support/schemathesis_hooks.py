"""What Schemathesis fills into the questions that it makes up: ids, numbers and texts to which there are answers.

Loaded by its own process, which knows it by SCHEMATHESIS_HOOKS.
"""

import schemathesis
from hypothesis import strategies as st
from research_graph.schema.catalog import node_kinds
from schemathesis.graphql import nodes
from support.tied_world import hub

HUBS = [hub(kind.name) for kind in node_kinds().values() if not kind.internal]
TEXTS = ["anna", "Old", "", "orcid:0000-0002-1825-0097", "%", "' OR 1=1 --", "`) RETURN 1 //", "a~ AND (b", "2001"]

schemathesis.graphql.scalar(
    "ID", (st.sampled_from(HUBS) | st.sampled_from([*HUBS, "A0000000000000000"])).map(nodes.String)
)
schemathesis.graphql.scalar("Int", st.sampled_from([1, 2, 3, 10, 100, 2001]).map(nodes.Int))
schemathesis.graphql.scalar("Float", st.sampled_from([0.0, 0.5, 3.0, 1e308]).map(nodes.Float))
schemathesis.graphql.scalar("String", (st.sampled_from(TEXTS) | st.text(max_size=8)).map(nodes.String))
