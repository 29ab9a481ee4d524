"""setuptools, that builds the explorer first where it is missing: no wheel and no sdist is made without its files."""

from __future__ import annotations

from setuptools import build_meta
from setuptools.build_meta import (
    build_editable,
    get_requires_for_build_editable,
    get_requires_for_build_sdist,
    get_requires_for_build_wheel,
    prepare_metadata_for_build_editable,
    prepare_metadata_for_build_wheel,
)

import explorer

__all__ = [
    "build_editable",
    "build_sdist",
    "build_wheel",
    "get_requires_for_build_editable",
    "get_requires_for_build_sdist",
    "get_requires_for_build_wheel",
    "prepare_metadata_for_build_editable",
    "prepare_metadata_for_build_wheel",
]


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    """As PEP 517 has it."""
    _make_explorer()
    return build_meta.build_wheel(wheel_directory, config_settings, metadata_directory)


def build_sdist(sdist_directory, config_settings=None):
    """As PEP 517 has it."""
    _make_explorer()
    return build_meta.build_sdist(sdist_directory, config_settings)


def _make_explorer() -> None:
    if explorer.problem() is None:
        return
    try:
        explorer.build()
    except explorer.Wrong as wrong:
        reason = f"{wrong}, and a package without the explorer would be incomplete"
        raise SystemExit(f"error: {reason}\nhint: {wrong.hint}, then make explorer") from None
