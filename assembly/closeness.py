"""The published definition of a close tie: a pure function of the tie's columns and the build's parameters.

Two people are close when they share enough papers and what they share is recent and not spread over large teams:
`paper_count >= close_min_papers and recent_strength >= close_min_strength`.
"""

from __future__ import annotations

from .parameters import Parameters

IS_CLOSE_SQL = "paper_count >= $close_min_papers AND recent_strength >= $close_min_strength"
"""`is_close` in DuckDB, for a relation with the tie's columns."""


def is_close(paper_count: int, recent_strength: float, *, parameters: Parameters) -> bool:
    """`is_close` of one tie."""
    return paper_count >= parameters.close_min_papers and recent_strength >= parameters.close_min_strength
