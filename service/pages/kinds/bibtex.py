"""A paper as a BibTeX file."""

from __future__ import annotations

from typing import Any

from ..citing import bibtex
from ..page import Asked, Data, Elsewhere, NotHere, Page, path_of, which


def _shown(asked: Asked, data: Data) -> dict[str, Any]:
    paper, id_ = data["paper"], asked.parts["id"]
    if paper is None:
        raise NotHere(id_)
    if paper["id"] != id_:
        raise Elsewhere(f"{path_of(paper['id'])}.bib", lasting=":" not in id_)
    return {"entry": bibtex(paper)}


PAGE = Page("/papers/{id}.bib", "bibtex", "entry.bib", which, _shown, "application/x-bibtex; charset=utf-8")
