"""Asks the service: `ask` is all that the other examples need. pip install httpx"""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

import httpx

URL = os.environ.get("GRAPH_URL", "http://127.0.0.1:8000/graphql")
TOKEN = os.environ.get("GRAPH_TOKEN")
HEADERS = {"accept": "application/graphql-response+json", **({"authorization": f"Bearer {TOKEN}"} if TOKEN else {})}
HERE = Path(__file__).parent
CLIENT = httpx.Client(headers=HEADERS, timeout=30)


class Refused(Exception):
    """The service could not answer; `code` tells a program why."""

    def __init__(self, error: dict[str, Any]) -> None:
        super().__init__(error["message"])
        self.code: str = error["extensions"]["code"]


def ask(document: str, **variables: Any) -> dict[str, Any]:
    """The data that a document of this folder asks for. Waits and tries again where the service says for how long."""
    body = {"query": (HERE / f"{document}.graphql").read_text(encoding="utf-8"), "variables": variables}
    answer = CLIENT.post(URL, json=body)
    for _ in range(3):
        if "retry-after" not in answer.headers:
            break
        time.sleep(int(answer.headers["retry-after"]))
        answer = CLIENT.post(URL, json=body)
    found: dict[str, Any] = answer.json()
    if found.get("errors"):
        raise Refused(found["errors"][0])
    data: dict[str, Any] = found["data"]
    return data
