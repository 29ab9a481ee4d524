"""Types named before they are defined: people, papers and clusters lead to each other, their files cannot."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import strawberry

if TYPE_CHECKING:
    from .author import Author
    from .authorship import AuthorshipConnection
    from .cluster import Cluster
    from .institution import Institution
    from .paper import Paper
    from .paper_list import PaperConnection
    from .topic import Topic
    from .venue import Venue

AuthorType = Annotated["Author", strawberry.lazy(".author")]
AuthorshipConnectionType = Annotated["AuthorshipConnection", strawberry.lazy(".authorship")]
ClusterType = Annotated["Cluster", strawberry.lazy(".cluster")]
InstitutionType = Annotated["Institution", strawberry.lazy(".institution")]
PaperConnectionType = Annotated["PaperConnection", strawberry.lazy(".paper_list")]
PaperType = Annotated["Paper", strawberry.lazy(".paper")]
TopicType = Annotated["Topic", strawberry.lazy(".topic")]
VenueType = Annotated["Venue", strawberry.lazy(".venue")]
