"""The view by itself: a store that never answers holds no client, one that hung up holds no store."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import httpx
import orjson
from research_graph.graphql.api import Answer, Caller, Cancel, Question
from research_graph.graphql.view import Service, View


class Stuck:
    """An API whose store does not answer until it is let go; it notes who was told to end."""

    def __init__(self) -> None:
        self.let_go = threading.Event()
        self.cancels: list[Cancel] = []

    def answer(self, question: Question, caller: Caller, *, request_id: str, cancel: Cancel) -> Answer:
        self.cancels.append(cancel)
        self.let_go.wait(30)
        return Answer(b'{"data":{}}', has_data=True)


def client(view: View) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=view), base_url="http://test")


def test_a_client_is_answered_in_time_whatever_the_store_does() -> None:
    api: Any = Stuck()
    view = View(api, service=Service(threads=1, waiting=0, seconds=0.05))

    async def run() -> None:
        async with client(view) as http:
            late = await http.post("/graphql", json={"query": "{ a }"})
            assert (late.status_code, late.json()["errors"][0]["extensions"]["code"]) == (503, "TIMEOUT")
            assert [cancel.is_set for cancel in api.cancels] == [True]
            full = await http.post("/graphql", json={"query": "{ a }"})
            assert (full.status_code, full.headers["retry-after"]) == (503, "1")
            assert full.json()["errors"][0]["extensions"]["code"] == "OVERLOADED"
            api.let_go.set()
            while view.busy:
                await asyncio.sleep(0.01)
            assert (await http.post("/graphql", json={"query": "{ a }"})).status_code == 200

    asyncio.run(run())
    view.close()


def test_the_reading_of_a_client_that_hung_up_is_ended() -> None:
    api: Any = Stuck()
    view = View(api)
    messages = [{"type": "http.request", "body": orjson.dumps({"query": "{ a }"})}, {"type": "http.disconnect"}]
    sent: list[Any] = []

    async def run() -> None:
        async def receive() -> Any:
            return messages.pop(0)

        async def send(message: Any) -> None:
            sent.append(message)

        headers = [(b"content-type", b"application/json")]
        scope = {"type": "http", "method": "POST", "path": "/", "query_string": b"", "headers": headers}
        await view(scope, receive, send)

    asyncio.run(run())
    assert sent == []
    assert [cancel.is_set for cancel in api.cancels] in ([True], [])
    api.let_go.set()
    view.close()
