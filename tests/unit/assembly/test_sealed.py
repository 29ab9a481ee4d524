"""A manifest that is sealed: read as it was written, or told as damage."""

import json
from pathlib import Path

import pytest
from research_graph.assembly.sealed import MANIFEST, read_manifest, write_manifest
from research_graph.schema.errors import Damaged

TOLD = {"format": 3, "id": "ñ", "tables": {"a": {"rows": 1}}}
HINT = "make it again"


def test_a_manifest_is_read_as_it_was_written(tmp_path: Path) -> None:
    write_manifest(tmp_path, TOLD)
    assert read_manifest(tmp_path, form=3, hint=HINT) == TOLD


def test_the_order_of_its_entries_does_not_matter(tmp_path: Path) -> None:
    write_manifest(tmp_path, TOLD)
    sealed = json.loads((tmp_path / MANIFEST).read_bytes())
    (tmp_path / MANIFEST).write_text(json.dumps(dict(reversed(sealed.items()))), encoding="utf-8")
    assert read_manifest(tmp_path, form=3, hint=HINT) == TOLD


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (None, "is missing"),
        ("{", "is not JSON"),
        ("[]", "has format None, not 3"),
        ('{"format": 2}', "has format 2, not 3"),
        (json.dumps(TOLD), "differs from its checksum"),
        (json.dumps({**TOLD, "checksum": "0"}), "differs from its checksum"),
    ],
)
def test_anything_else_is_damage(tmp_path: Path, content: str | None, reason: str) -> None:
    if content is not None:
        (tmp_path / MANIFEST).write_text(content, encoding="utf-8")
    with pytest.raises(Damaged) as caught:
        read_manifest(tmp_path, form=3, hint=HINT)
    assert caught.value.message.startswith(f"{tmp_path / MANIFEST} {reason}")
    assert caught.value.hint == HINT


def test_a_file_where_a_folder_should_be_is_damage(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(Damaged, match="is missing"):
        read_manifest(tmp_path / "file", form=3, hint=HINT)
