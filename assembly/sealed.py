"""What builds and runs have in common: a folder of tables under a manifest that is sealed by its own checksum."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson

from ..schema.errors import Damaged
from .files import write_json

MANIFEST = "manifest.json"


def write_manifest(folder: Path, manifest: Mapping[str, Any]) -> None:
    """The manifest of a folder, with a checksum of itself."""
    write_json(folder / MANIFEST, {**manifest, "checksum": _checksum_of(manifest)})


def read_manifest(folder: Path, *, form: int, hint: str) -> dict[str, Any]:
    """The manifest of a folder; Damaged with that hint where it is missing, of another form or not what was written."""
    path = folder / MANIFEST
    try:
        manifest = orjson.loads(path.read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        raise Damaged(f"{path} is missing", hint=hint) from None
    except orjson.JSONDecodeError as error:
        raise Damaged(f"{path} is not JSON: {error}", hint=hint) from None
    told = manifest.get("format") if isinstance(manifest, dict) else None
    if told != form:
        raise Damaged(f"{path} has format {told}, not {form}", hint=hint)
    if manifest.pop("checksum", None) != _checksum_of(manifest):
        raise Damaged(f"{path} differs from its checksum", hint=hint)
    return dict(manifest)


def _checksum_of(manifest: Mapping[str, Any]) -> str:
    return sha256(orjson.dumps(manifest, option=orjson.OPT_SORT_KEYS)).hexdigest()
