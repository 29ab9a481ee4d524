"""Addresses of stores."""

from pathlib import Path

import pytest
from research_graph.schema.errors import SettingsError
from research_graph.store.open import open_store
from support.graphs import graph, key, load, node


def test_memory() -> None:
    store = open_store("sqlite://")
    assert store.url == "sqlite://"
    store.ping()


@pytest.mark.parametrize("absolute", [True, False])
def test_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, absolute: bool) -> None:
    monkeypatch.chdir(tmp_path)
    address = f"sqlite:///{tmp_path}/a.sqlite" if absolute else "sqlite:///a.sqlite"
    store = open_store(address)
    assert store.url == address
    load(store, graph(node("Author", key("A", 1))))
    assert (tmp_path / "a.sqlite").is_file()


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("a.sqlite", "no scheme"),
        ("", "no scheme"),
        ("postgres://x", "no store"),
        ("sqlite://a.sqlite", "names a host"),
        ("sqlite:///", "names no file"),
    ],
)
def test_other_addresses_are_refused_with_advice(address: str, message: str) -> None:
    with pytest.raises(SettingsError, match=message) as refused:
        open_store(address)
    assert refused.value.hint
