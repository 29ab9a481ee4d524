"""What a shell offers for an argument when the tab key is pressed."""

from __future__ import annotations


def sources(begun: str) -> list[str]:
    """Names of sources that can be loaded."""
    from ..loaders.catalog import source_names

    return [name for name in source_names() if name.startswith(begun)]


def kinds(begun: str) -> list[str]:
    """Node kinds as people call them."""
    from .read import shown_kinds

    return [name for name in shown_kinds() if name.startswith(begun.lower())]


def exports(begun: str) -> list[str]:
    """What can be exported."""
    from ..assembly.export import EXPORTS

    return [name for name in EXPORTS if name.startswith(begun)]


def forms(begun: str) -> list[str]:
    """Forms of exported files."""
    from ..assembly.export import FORMS

    return [name for name in FORMS if name.startswith(begun)]
