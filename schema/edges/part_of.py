"""Institution tree."""

from ..kind import EdgeKind

KIND = EdgeKind(
    name="PART_OF",
    source="Institution",
    target="Institution",
    description="The source institution belongs to the target.",
)
