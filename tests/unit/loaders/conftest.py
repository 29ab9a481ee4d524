"""The local OpenAlex API that the tests of fetching ask."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from research_graph.loaders.fetch import FetchSettings
from support.fetching import Clock, pages_of_three
from support.openalex_api import OpenAlexApi


@pytest.fixture
def api() -> Iterator[OpenAlexApi]:
    with OpenAlexApi() as running:
        yield running


@pytest.fixture
def settings(api: OpenAlexApi) -> FetchSettings:
    return pages_of_three(api)


@pytest.fixture
def clock() -> Clock:
    return Clock()
