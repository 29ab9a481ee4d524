"""Institutions that took over from others."""

from ..kind import EdgeKind

KIND = EdgeKind(
    name="SUCCEEDED_BY",
    source="Institution",
    target="Institution",
    description="The target took over from the source institution.",
)
