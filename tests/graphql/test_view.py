"""The view by itself: a store that never answers holds no client, one that hung up no store, nobody all of it."""

from __future__ import annotations

import asyncio
import threading
import time
from collections import Counter
from collections.abc import Mapping
from typing import Any

import httpx
import orjson
import pytest
from research_graph.graphql.api import Answer, Caller, Cancel, Question
from research_graph.graphql.turns import TooManyAtOnce, Turns
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


class Quick:
    """An API that answers at once, with a tag."""

    def answer(self, question: Question, caller: Caller, *, request_id: str, cancel: Cancel) -> Answer:
        return Answer(b'{"data":"' + b"x" * 2_000 + b'"}', has_data=True, tag="0123")


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


def test_what_waited_for_a_client_that_hung_up_is_not_read() -> None:
    api: Any = Stuck()
    view = View(api, service=Service(threads=1, waiting=1, seconds=0.05))

    async def run() -> None:
        async with client(view) as http:
            late, never_begun = await asyncio.gather(*(http.post("/graphql", json={"query": "{ a }"}) for _ in "ab"))
            assert (late.status_code, never_begun.status_code) == (503, 503)
            api.let_go.set()
            while view.busy:
                await asyncio.sleep(0.01)

    asyncio.run(run())
    view.close()
    assert len(api.cancels) == 1


def named(request: Any) -> str | None:
    found: str | None = request.headers.get("x-name")
    return found


async def until(condition: Any) -> None:
    async with asyncio.timeout(30):
        while not condition():
            await asyncio.sleep(0.01)


def test_nobody_has_all_the_threads_and_places() -> None:
    """Of 4 threads and 4 places one caller has 2 and, together, 4; who comes then finds the rest."""
    api: Any = Stuck()
    begun: Counter[str | None] = Counter()

    def authorize(request: Any) -> Caller:
        begun[named(request)] += 1
        return Caller()

    view = View(api, service=Service(threads=4, waiting=4, seconds=30), whose=named, authorize=authorize)

    async def run() -> None:
        async with client(view) as http:

            def ask(name: str) -> asyncio.Task[httpx.Response]:
                return asyncio.create_task(http.post("/graphql", json={"query": "{ a }"}, headers={"x-name": name}))

            mine = [ask("ada") for _ in range(4)]
            await until(lambda: view.busy == 4)
            one_more = await ask("ada")
            assert (one_more.status_code, one_more.headers["retry-after"]) == (429, "1")
            assert one_more.json()["errors"][0]["extensions"]["code"] == "TOO_MANY_AT_ONCE"
            others = [ask(name) for name in ("mary", "grace", "mary", "grace")]
            await until(lambda: view.busy == 8)
            await until(lambda: len(api.cancels) == 4)
            assert begun == {"ada": 2, "mary": 1, "grace": 1}
            full = await ask("emmy")
            assert (full.status_code, full.json()["errors"][0]["extensions"]["code"]) == (503, "OVERLOADED")
            api.let_go.set()
            found = await asyncio.gather(*mine, *others)
            assert [one.status_code for one in found] == [200] * 8
            await until(lambda: view.busy == 0)
            assert (await ask("ada")).status_code == 200
            assert begun == {"ada": 5, "mary": 2, "grace": 2}

    asyncio.run(run())
    view.close()


class Counted(Quick):
    """An API that notes how many of its answers are being made at once; those that a test holds take until let go."""

    def __init__(self, *, seconds: float, held: int = 0) -> None:
        self.seconds = seconds
        self.held = held
        self.let_go = threading.Event()
        self.lock = threading.Lock()
        self.begun = 0
        self.at_work = 0
        self.most = 0

    def answer(self, *given: Any, **more: Any) -> Answer:
        with self.lock:
            self.begun += 1
            self.at_work += 1
            self.most = max(self.most, self.at_work)
            is_held = self.begun <= self.held
        if is_held:
            self.let_go.wait(30)
        time.sleep(self.seconds)
        with self.lock:
            self.at_work -= 1
        return super().answer(*given, **more)


@pytest.mark.parametrize(("alone", "at_once"), [(30.0, 1), (0.0, 4)])
def test_short_answers_are_made_one_after_the_other_where_threads_compute(alone: float, at_once: int) -> None:
    api: Any = Counted(seconds=0.05)
    view = View(api, service=Service(threads=4, alone=alone, waiting=6, seconds=30))

    async def run() -> None:
        async with client(view) as http:
            found = await asyncio.gather(*(http.post("/graphql", json={"query": "{ a }"}) for _ in range(10)))
            assert [one.status_code for one in found] == [200] * 10
            assert view.busy == 0

    asyncio.run(run())
    view.close()
    assert (api.begun, api.most) == (10, at_once)


def test_long_answers_hold_only_the_threads_that_make_them() -> None:
    """Of 3 threads 2 are held: all others are answered meanwhile; who holds them is too, at last."""
    api: Any = Counted(seconds=0.0, held=2)
    view = View(api, service=Service(threads=3, alone=0.05, waiting=20, seconds=30))

    async def run() -> None:
        async with client(view) as http:

            def ask() -> asyncio.Task[httpx.Response]:
                return asyncio.create_task(http.post("/graphql", json={"query": "{ a }"}))

            held = [ask(), ask()]
            await until(lambda: api.begun == 2)
            others = await asyncio.wait_for(asyncio.gather(*(ask() for _ in range(10))), 20)
            assert [one.status_code for one in others] == [200] * 10
            assert (view.busy, api.most) == (2, 3)
            api.let_go.set()
            assert [one.status_code for one in await asyncio.gather(*held)] == [200] * 2

    asyncio.run(run())
    view.close()


def test_a_place_is_held_until_its_holder_was_told() -> None:
    """Else one caller had all the places, of work that is done and of which nobody heard yet."""
    turns = Turns(2, waiting=4)

    async def run() -> None:
        begun = [turns.take("ada", lambda: None) for _ in range(3)]
        time.sleep(0.2)
        with pytest.raises(TooManyAtOnce):
            turns.take("ada", lambda: None)
        assert turns.taken == 3
        assert await asyncio.gather(turns.take("mary", lambda: 1), *begun) == [1, None, None, None]
        assert await asyncio.gather(*(turns.take("ada", lambda: 2) for _ in range(3))) == [2, 2, 2]
        assert turns.taken == 0

    asyncio.run(run())
    turns.close()


def test_what_waits_when_the_service_ends_is_let_go() -> None:
    api: Any = Stuck()
    view = View(api, service=Service(threads=1, waiting=3, seconds=30), whose=named)
    failed: list[Any] = []

    async def run() -> None:
        asyncio.get_running_loop().set_exception_handler(lambda _, told: failed.append(told))
        async with client(view) as http:
            asked = [
                asyncio.create_task(http.post("/graphql", json={"query": "{ a }"}, headers={"x-name": "ada"}))
                for _ in range(2)
            ]
            await until(lambda: view.busy == 2)
            closing = asyncio.create_task(asyncio.to_thread(view.close))
            await asyncio.sleep(0.05)
            api.let_go.set()
            await closing
            assert (await asked[0]).status_code == 200
            asked[1].cancel()

    asyncio.run(run())
    assert (failed, len(api.cancels)) == ([], 1)


def test_work_that_ends_oddly_keeps_nobody_waiting() -> None:
    turns = Turns(1, waiting=3)

    def odd() -> None:
        raise StopIteration("odd")

    async def run() -> None:
        first, second = turns.take(None, odd), turns.take(None, lambda: 3)
        with pytest.raises(RuntimeError, match="StopIteration"):
            await asyncio.wait_for(first, 20)
        assert await asyncio.wait_for(second, 20) == 3

    asyncio.run(run())
    turns.close()


def test_what_never_began_is_let_go_when_the_turns_end() -> None:
    turns, let_go = Turns(1, waiting=3), threading.Event()

    async def run() -> None:
        held, behind = turns.take(None, lambda: let_go.wait(30)), turns.take("ada", lambda: 3)
        closing = asyncio.create_task(asyncio.to_thread(turns.close))
        await until(behind.done)
        let_go.set()
        await closing
        assert (await held, behind.cancelled()) == (True, True)

    asyncio.run(run())


def test_where_there_is_one_place_anybody_may_have_it() -> None:
    api: Any = Quick()
    view = View(api, service=Service(threads=1, waiting=0), whose=lambda _: "ada")

    async def run() -> None:
        async with client(view) as http:
            assert [(await http.post("/graphql", json={"query": "{ a }"})).status_code for _ in "abc"] == [200] * 3

    asyncio.run(run())
    view.close()


def test_the_time_a_thread_worked_is_settled_and_not_the_time_that_was_waited() -> None:
    seconds: list[float] = []
    worked: list[float] = []

    class Slow(Quick):
        def answer(self, *given: Any, **more: Any) -> Answer:
            begun = time.perf_counter()
            time.sleep(0.2)
            worked.append(time.perf_counter() - begun)
            if len(worked) == 2:
                raise RuntimeError
            return super().answer(*given, **more)

    api: Any = Slow()
    view = View(api, service=Service(threads=1), authorize=lambda _: Caller(settle=seconds.append))

    async def run() -> None:
        async with client(view) as http:
            await asyncio.gather(*(http.post("/graphql", json={"query": "{ a }"}) for _ in range(4)))

    asyncio.run(run())
    view.close()
    assert len(seconds) == 4
    assert all(0 <= settled - own < 0.15 for settled, own in zip(seconds, worked, strict=True))


FORMS: list[Mapping[str, str]] = [
    {"accept": accept, "accept-encoding": encoding}
    for accept in ("application/json", "application/graphql-response+json")
    for encoding in ("identity", "gzip")
]


def test_every_form_of_an_answer_has_a_tag_of_its_own() -> None:
    api: Any = Quick()
    view = View(api)

    async def run() -> None:
        async with client(view) as http:

            async def get(form: Mapping[str, str], tag: str = "") -> httpx.Response:
                return await http.get("/graphql?query={a}", headers={**form, "if-none-match": tag})

            tags = [(await get(form)).headers["etag"] for form in FORMS]
            assert len(set(tags)) == len(FORMS)
            statuses = [[(await get(form, tag)).status_code for tag in tags] for form in FORMS]
            assert statuses == [[304 if one is form else 200 for one in FORMS] for form in FORMS]
            assert (await get(FORMS[0], f'"x",W/{tags[0]}')).status_code == 304
            packed = await get(FORMS[1], tags[1])
            assert "content-encoding" not in packed.headers
            assert packed.headers["etag"] == tags[1]

    asyncio.run(run())
    view.close()
