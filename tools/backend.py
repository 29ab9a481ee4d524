"""setuptools, that makes no wheel and no sdist without the explorer's files, built from the sources beside them."""

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
    _refuse_without_explorer()
    return build_meta.build_wheel(wheel_directory, config_settings, metadata_directory)


def build_sdist(sdist_directory, config_settings=None):
    """As PEP 517 has it."""
    _refuse_without_explorer()
    return build_meta.build_sdist(sdist_directory, config_settings)


def _refuse_without_explorer() -> None:
    problem = explorer.problem()
    if problem is not None:
        raise SystemExit(f"error: {problem}, and a package without it would be incomplete\nhint: make explorer")
