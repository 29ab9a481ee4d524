"""The files of the package, for tests about the house itself."""

from pathlib import Path

ROOT = Path(__file__).parents[2]
OUTSIDE = {"tests", "bench", "docs", "tools", "build", "dist", "explorer"}


def modules() -> list[Path]:
    """Every module of the package."""
    return sorted(
        path
        for path in ROOT.rglob("*.py")
        if not any(part.startswith(".") for part in path.relative_to(ROOT).parts)
        and path.relative_to(ROOT).parts[0] not in OUTSIDE
        and not path.relative_to(ROOT).parts[0].endswith(".egg-info")
    )
