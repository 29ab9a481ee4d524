"""Where rates are counted."""

from __future__ import annotations

import pytest
from research_graph.schema.errors import SettingsError
from research_graph.service.web.rates import Rates


@pytest.mark.parametrize(
    "address",
    [
        "memory://",
        "memcached://h:1",
        "http://u:secret@h",
        "h:6379",
        "redis://u:secret@h:none/0",
        "redis+x://h",
        "redis+sentinel://h:26379/s",
        "redis+cluster://h:7000",
    ],
)
def test_what_is_no_address_of_a_redis_server_is_refused_without_telling_it(address: str) -> None:
    with pytest.raises(SettingsError, match="RATE_STORE") as raised:
        Rates(address)
    assert "secret" not in str(raised.value)


def test_a_rate_is_its_callers_own() -> None:
    rates = Rates()
    assert rates.charge("a", 10, 10) == 0
    assert rates.charge("a", 10, 1) > 0
    assert rates.charge("b", 10, 10) == 0
