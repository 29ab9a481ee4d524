"""Servers that cannot be used: what is told, what to do next, and that it is told soon."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest
from research_graph.schema.errors import StoreMismatch, StoreUnavailable
from research_graph.store.neo4j import store as module
from research_graph.store.neo4j.store import Neo4jStore
from support.store_acts import ACTS

SOON_S = 12
Answer = Callable[[socket.socket], None]


def close(_: socket.socket) -> None:
    """Hang up at once."""


def talk_nonsense(caller: socket.socket) -> None:
    caller.sendall(b"\xff\x00 220 mail.example.org ESMTP ready\r\n" * 20)


def speak_http(caller: socket.socket) -> None:
    caller.recv(1000)
    caller.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")


def say_nothing(caller: socket.socket) -> None:
    with suppress(OSError):
        while caller.recv(1000):
            pass


@contextmanager
def listener(answer: Answer) -> Iterator[int]:
    """A port where each caller is answered so."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            with suppress(OSError):
                while True:
                    caller, _ = server.accept()
                    with caller, suppress(OSError):
                        answer(caller)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield server.getsockname()[1]
        server.shutdown(socket.SHUT_RDWR)
    thread.join(5)


@pytest.mark.parametrize("answer", [close, talk_nonsense, speak_http, say_nothing])
@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("scheme", ["bolt", "neo4j"])
def test_what_is_no_server_is_told_soon(
    monkeypatch: pytest.MonkeyPatch, scheme: str, act: Callable[[Neo4jStore], None], answer: Answer
) -> None:
    monkeypatch.setattr(module, "CONNECT_S", 0.5)
    with listener(answer) as port:
        store = Neo4jStore(f"{scheme}://neo4j:secret@127.0.0.1:{port}")
        started = time.monotonic()
        with pytest.raises((StoreUnavailable, StoreMismatch) if answer is talk_nonsense else StoreUnavailable) as told:
            act(store)
        assert time.monotonic() - started < SOON_S
        store.close()
    assert "check that" in (told.value.hint or "")
    assert "address" in (told.value.hint or "")
    assert "secret" not in told.value.message
    assert str(port) in told.value.message


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("scheme", ["bolt", "neo4j"])
def test_a_refused_connection_is_not_tried_for_long(scheme: str, act: Callable[[Neo4jStore], None]) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    store = Neo4jStore(f"{scheme}://127.0.0.1:{port}")
    started = time.monotonic()
    with pytest.raises(StoreUnavailable, match=str(port)):
        act(store)
    assert time.monotonic() - started < SOON_S
    store.close()


def test_connecting_has_a_limit_of_seconds() -> None:
    assert module.CONNECT_S <= 5
