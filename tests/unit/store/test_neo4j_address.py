"""Addresses of a Neo4j store: what connects, and what is shown."""

import pytest
from research_graph.schema.errors import SettingsError
from research_graph.store.neo4j.address import parse


def test_a_plain_address_connects_as_nobody_and_is_shown_as_it_is() -> None:
    address = parse("neo4j://graph.example.org:7687")
    assert (address.uri, address.auth, address.database) == ("neo4j://graph.example.org:7687", None, None)
    assert address.shown == "neo4j://graph.example.org:7687"


def test_user_password_and_database_may_be_part_of_the_address() -> None:
    address = parse("bolt://ana%40x:s%2Fecret@[::1]:7687/papers")
    assert address.uri == "bolt://[::1]:7687"
    assert address.auth == ("ana@x", "s/ecret")
    assert address.database == "papers"
    assert address.shown == "bolt://ana%40x:***@[::1]:7687/papers"


def test_a_user_and_password_given_apart_win() -> None:
    address = parse("bolt://ana:old@host", user="ben", password="new")
    assert address.auth == ("ben", "new")
    assert "old" not in address.shown


def test_a_password_alone_is_that_of_the_usual_user() -> None:
    assert parse("bolt://host", password="secret").auth == ("neo4j", "secret")


def test_routing_parameters_stay() -> None:
    assert parse("neo4j://host:7687?region=eu").uri == "neo4j://host:7687?region=eu"


@pytest.mark.parametrize("url", ["bolt://", "bolt://host:notaport", "bolt://host/a/b", "bolt://[::1", "bolt://h#x"])
def test_an_address_that_makes_no_sense_is_a_setting_to_mend(url: str) -> None:
    with pytest.raises(SettingsError) as caught:
        parse(url)
    assert caught.value.hint


def test_a_password_never_shows_in_an_error() -> None:
    with pytest.raises(SettingsError) as caught:
        parse("bolt://ana:hidden-word@host:notaport")
    assert "hidden-word" not in caught.value.message


@pytest.mark.parametrize("secret", ["s3cret/x", "12345/x", "s3cret#x", "s3cret?x", "1234?x"])
def test_a_password_that_is_not_encoded_is_refused_and_not_shown(secret: str) -> None:
    with pytest.raises(SettingsError) as caught:
        parse(f"neo4j://neo4j:{secret}@host:7687")
    told = f"{caught.value.message} {caught.value.hint}"
    assert "percent-encode" in told
    assert not any(part in told for part in secret.replace("/", "#").replace("?", "#").split("#") if len(part) > 1)
