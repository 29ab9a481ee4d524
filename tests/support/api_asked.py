"""An Api in this process: documents in, the JSON of its answers out, with limits that let a test ask for anything."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, cast

from research_graph.graphql.api import Answer, Api, Caller, Question
from research_graph.graphql.limits import Limits
from research_graph.store.port import Store

from .broken_store import TamperedStore

WIDE = Limits(
    characters=10**7, tokens=10**6, depth=50, fields=10**5, aliases=10**4, directives=10**4, roots=10**3, cost=10**9
)
REQUEST_ID = "request-of-a-test"


@dataclass(frozen=True)
class Told:
    """What came back, and the status that it would have over HTTP."""

    answer: Answer
    json: Any

    @property
    def status(self) -> int:
        return 200 if self.answer.has_data else self.answer.status

    @property
    def data(self) -> Any:
        """The data of an answer without errors."""
        assert "errors" not in self.json, self.json["errors"]
        return self.json["data"]

    @property
    def codes(self) -> list[str]:
        return [error["extensions"]["code"] for error in self.json.get("errors", ())]


class Asked:
    """Asks one Api over a store; nothing is answered from memory unless `kept_bytes` says so."""

    def __init__(
        self,
        store: Store | TamperedStore,
        *,
        limits: Limits = WIDE,
        kept_bytes: int = 0,
        seconds: float = 60.0,
        caller: Caller | None = None,
    ) -> None:
        self.api = Api(cast("Store", store), limits=limits, kept_bytes=kept_bytes, seconds=seconds)
        self._caller = caller or Caller()

    def ask(self, text: str, **variables: Any) -> Told:
        """The answer to a document, whatever it is."""
        answer = self.api.answer(Question(text, variables=variables), self._caller, request_id=REQUEST_ID)
        return Told(answer, json.loads(answer.body))

    def data(self, text: str, **variables: Any) -> Any:
        """The data of a document that is answered without errors."""
        return self.ask(text, **variables).data
