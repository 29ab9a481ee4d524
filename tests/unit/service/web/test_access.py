"""Who asks, what they may, and how much."""

from __future__ import annotations

from pathlib import Path

import pytest
from research_graph.graphql.errors import TooComplex
from research_graph.schema.errors import SettingsError
from research_graph.service.web.access import (
    COST_OF_A_SECOND,
    Access,
    Forbidden,
    RateLimited,
    Rules,
    Unauthorized,
    network_of,
)
from research_graph.service.web.rates import Rates
from research_graph.service.web.tokens import TokenFile
from starlette.requests import Request


def request(authorization: str | None = None, *, client: str = "192.0.2.1", query: str = "") -> Request:
    headers = [] if authorization is None else [(b"authorization", authorization.encode())]
    scope = {"type": "http", "method": "POST", "path": "/graphql", "headers": headers, "query_string": query.encode()}
    return Request({**scope, "client": (client, 1234)})


def access(tmp_path: Path, rules: Rules) -> tuple[Access, TokenFile]:
    tokens = TokenFile(tmp_path / "tokens.json")
    return Access(rules, tokens=tokens, verifier=None, rates=Rates()), tokens


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
    assert 1 <= int(raised.value.headers["retry-after"]) <= 61
    limited.caller(request(client="192.0.2.2")).charge(100)
    _, text = tokens.create("x")
    limited.caller(request(f"Bearer {text}")).charge(1_000)


@pytest.mark.parametrize("before", [0, 100])
def test_what_costs_more_than_the_rate_is_not_to_be_tried_again(tmp_path: Path, before: int) -> None:
    limited, _ = access(tmp_path, Rules(anonymous_rate=100))
    caller = limited.caller(request())
    caller.charge(before)
    with pytest.raises(TooComplex) as raised:
        caller.charge(101)
    assert "retry-after" not in raised.value.headers


def test_no_limit_is_no_limit(tmp_path: Path) -> None:
    free, _ = access(tmp_path, Rules(anonymous_rate=0))
    for _ in range(3):
        free.caller(request()).charge(10**9)


def test_time_beyond_what_the_cost_promised_is_charged_even_where_less_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("limits.storage.memory.time.time", lambda: 6_000.0)
    limited, _ = access(tmp_path, Rules(anonymous_rate=4 * COST_OF_A_SECOND))
    quick = limited.caller(request())
    quick.charge(COST_OF_A_SECOND)
    quick.settle(0.9)
    limited.caller(request()).charge(2 * COST_OF_A_SECOND)
    slow = limited.caller(request())
    slow.charge(1)
    slow.settle(10.0)
    with pytest.raises(RateLimited) as raised:
        limited.caller(request()).charge(1)
    assert 60 < int(raised.value.headers["retry-after"]) <= 120, "13 s of 4 were used: this minute and much of the next"
    limited.caller(request(client="192.0.2.2")).charge(1)


def test_retry_after_is_when_the_cost_will_be_allowed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [6_000.0]
    monkeypatch.setattr("limits.storage.memory.time.time", lambda: now[0])
    limited, _ = access(tmp_path, Rules(anonymous_rate=100))
    limited.caller(request()).charge(100)
    now[0] += 30
    with pytest.raises(RateLimited) as raised:
        limited.caller(request()).charge(50)
    assert raised.value.headers["retry-after"] == "60", "half of the first minute's cost counts half a minute after it"
    now[0] += 59
    with pytest.raises(RateLimited) as raised:
        limited.caller(request()).charge(50)
    assert raised.value.headers["retry-after"] == "1"
    now[0] += 1
    limited.caller(request()).charge(50)


@pytest.mark.parametrize(
    ("host", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::", "2001:db8:1:3::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("a-socket", "a-socket"),
    ],
)
def test_an_address_is_what_one_connection_has(host: str, network: str) -> None:
    assert network_of(host) == network


def test_the_addresses_of_one_connection_share_a_rate(tmp_path: Path) -> None:
    limited, _ = access(tmp_path, Rules(anonymous_rate=100))
    limited.caller(request(client="2001:db8::1")).charge(100)
    limited.caller(request(client="2001:db8:0:1::1")).charge(100)
    with pytest.raises(RateLimited):
        limited.caller(request(client="2001:db8::2")).charge(1)
    limited.caller(request(client="192.0.2.1")).charge(100)
    with pytest.raises(RateLimited):
        limited.caller(request(client="::ffff:192.0.2.1")).charge(1)


def test_a_share_is_that_of_a_credential_once_it_was_found_good(tmp_path: Path) -> None:
    """Made-up credentials would else each have a share of their own."""
    free, tokens = access(tmp_path, Rules())
    token, text = tokens.create("x")
    good, made_up = f"Bearer {text}", "Bearer rg_wrong"
    assert free.whose(request()) == free.whose(request(good)) == free.whose(request(made_up)) == "ip:192.0.2.1"
    free.caller(request(good))
    with pytest.raises(Unauthorized):
        free.caller(request(made_up))
    assert free.whose(request(good)) == free.whose(request(good, client="192.0.2.2")) == f"token:{token.id}"
    assert free.whose(request(made_up)) == "ip:192.0.2.1"


def test_who_has_no_rate_has_no_share(tmp_path: Path) -> None:
    free, tokens = access(tmp_path, Rules(anonymous_rate=0))
    _, text = tokens.create("x")
    free.caller(request(f"Bearer {text}"))
    assert free.whose(request()) is None
    assert free.whose(request(f"Bearer {text}")) is not None
    free.caller(request()).settle(10**6)


def test_a_file_of_tokens_that_cannot_be_read_is_told_at_the_start(tmp_path: Path) -> None:
    (tmp_path / "tokens.json").mkdir()
    with pytest.raises(SettingsError, match="cannot read"):
        access(tmp_path, Rules())
