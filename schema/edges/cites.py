"""Citation."""

from ..kind import EdgeKind

KIND = EdgeKind(
    name="CITES", source="Paper", target="Paper", description="The source paper lists the target among its references."
)
