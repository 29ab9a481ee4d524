"""Where a paper appeared."""

from ..kind import EdgeKind

KIND = EdgeKind(name="PUBLISHED_IN", source="Paper", target="Venue", description="The paper appeared there.")
