"""Topic tree."""

from ..kind import EdgeKind

KIND = EdgeKind(
    name="SUBTOPIC_OF",
    source="Topic",
    target="Topic",
    description="The source topic lies below the target in its scheme.",
)
