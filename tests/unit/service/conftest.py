"""What tests of the pages share: readers of two small graphs."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from support.made_once import made_once
from support.page_world import page_world
from support.pages import Reader, reading
from support.shelf_world import shelf_world


@pytest.fixture(scope="session")
def library_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small library, loaded and clustered."""
    return made_once(tmp_path_factory, "library", page_world) / "library.sqlite"


@pytest.fixture(scope="session")
def shelf_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A graph written row by row, with what loads seldom give."""
    return made_once(tmp_path_factory, "shelf", shelf_world) / "shelf.sqlite"


@pytest.fixture(scope="session")
def library(library_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    """A reader of the library's pages."""
    with reading(library_store, tmp_path_factory.mktemp("library")) as found:
        yield found


@pytest.fixture(scope="session")
def shelf(shelf_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    """A reader of the other graph's pages."""
    with reading(shelf_store, tmp_path_factory.mktemp("shelf")) as found:
        yield found
