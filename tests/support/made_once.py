"""What takes long to make and nobody changes: made by the first worker that needs it, for all of them."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """A folder of the session that `make` has filled."""
    place = shared_folder(factory) / name
    is_made = place.with_name(f"{name}.made")
    with FileLock(place.with_name(f"{name}.lock")):
        if not is_made.exists():
            shutil.rmtree(place, ignore_errors=True)
            place.mkdir()
            make(place)
            is_made.touch()
    return place


def shared_folder(factory: pytest.TempPathFactory) -> Path:
    """A folder that all workers of a run have in common."""
    own = factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
