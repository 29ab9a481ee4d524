"""Who asks, what they may, and how much."""

from __future__ import annotations

from pathlib import Path

import pytest
from research_graph.service.web.access import Access, Forbidden, RateLimited, Rules, Unauthorized
from research_graph.service.web.tokens import TokenFile
from starlette.requests import Request


def request(authorization: str | None = None, *, client: str = "192.0.2.1", query: str = "") -> Request:
    headers = [] if authorization is None else [(b"authorization", authorization.encode())]
    scope = {"type": "http", "method": "POST", "path": "/graphql", "headers": headers, "query_string": query.encode()}
    return Request({**scope, "client": (client, 1234)})


def access(tmp_path: Path, rules: Rules) -> tuple[Access, TokenFile]:
    tokens = TokenFile(tmp_path / "tokens.json")
    return Access(rules, tokens=tokens, verifier=None), tokens


def test_everybody_may_read_unless_the_rules_say_otherwise(tmp_path: Path) -> None:
    free, _ = access(tmp_path, Rules())
    assert free.who(request()).scopes == {"read"}
    closed, _ = access(tmp_path, Rules(anonymous=False))
    with pytest.raises(Unauthorized) as raised:
        closed.caller(request())
    assert raised.value.headers["www-authenticate"].startswith("Bearer")


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Basic cmc6eA==", "Bearer rg_wrong", "rg_wrong"])
def test_a_wrong_credential_is_refused_even_where_none_is_needed(tmp_path: Path, header: str) -> None:
    open_to_all, _ = access(tmp_path, Rules())
    with pytest.raises(Unauthorized):
        open_to_all.who(request(header))


def test_a_token_in_the_address_is_no_credential(tmp_path: Path) -> None:
    closed, tokens = access(tmp_path, Rules(anonymous=False))
    _, text = tokens.create("x")
    with pytest.raises(Unauthorized):
        closed.who(request(query=f"access_token={text}&token={text}"))


def test_scopes_open_what_the_rules_close(tmp_path: Path) -> None:
    closed, tokens = access(tmp_path, Rules(free_documents=False, introspection=False))
    plain = closed.caller(request())
    assert (plain.only_known, plain.may_introspect) == (True, False)
    _, text = tokens.create("developer", scopes=("read", "documents", "introspect"))
    wide = closed.caller(request(f"Bearer {text}"))
    assert (wide.only_known, wide.may_introspect) == (False, True)


def test_a_token_without_read_may_not_ask(tmp_path: Path) -> None:
    free, tokens = access(tmp_path, Rules())
    _, text = tokens.create("prometheus", scopes=("metrics",))
    with pytest.raises(Forbidden):
        free.caller(request(f"bearer {text}"))


def test_the_rate_is_by_cost_and_for_each_caller(tmp_path: Path) -> None:
    limited, tokens = access(tmp_path, Rules(anonymous_rate=100, token_rate=1_000))
    caller = limited.caller(request())
    caller.charge(60)
    caller.charge(40)
    with pytest.raises(RateLimited) as raised:
        caller.charge(1)
    assert 1 <= int(raised.value.headers["retry-after"]) <= 60
    limited.caller(request(client="192.0.2.2")).charge(100)
    _, text = tokens.create("x")
    limited.caller(request(f"Bearer {text}")).charge(1_000)


def test_no_limit_is_no_limit(tmp_path: Path) -> None:
    free, _ = access(tmp_path, Rules(anonymous_rate=0))
    for _ in range(3):
        free.caller(request()).charge(10**9)
