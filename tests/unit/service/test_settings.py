from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from research_graph.schema.errors import SettingsError
from research_graph.service.settings import PREFIX, Settings, in_force, masked, read_settings


def test_defaults_need_no_environment() -> None:
    settings = read_settings({})
    assert settings.workspace.is_absolute()
    assert settings.store_url == f"sqlite:///{settings.workspace}/store.sqlite"
    assert (settings.max_rejected, settings.threads, settings.log_level) == (0.01, 1, "warning")


def test_what_is_given_comes_before_the_environment() -> None:
    environment = {"RESEARCH_GRAPH_WORKSPACE": "/env", "RESEARCH_GRAPH_STORE": "sqlite:///env.sqlite", "PATH": "/bin"}
    settings = read_settings(environment, workspace=Path("/given"), store=None)
    assert (settings.workspace, settings.store) == (Path("/given"), "sqlite:///env.sqlite")


def test_workspaces_are_made_absolute(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert read_settings({}, workspace=Path("a/b")).workspace == tmp_path / "a/b"
    assert read_settings({"RESEARCH_GRAPH_WORKSPACE": "~/w"}).workspace == tmp_path / "home/w"


@pytest.mark.parametrize("value", ["", "  "])
def test_an_empty_value_counts_as_not_given(value: str) -> None:
    assert read_settings({"RESEARCH_GRAPH_NEO4J_USER": value, "RESEARCH_GRAPH_THREADS": value}) == read_settings({})


@pytest.mark.parametrize(
    ("variable", "hint"),
    [
        ("RESEARCH_GRAPH_WORKSPACES", "did you mean RESEARCH_GRAPH_WORKSPACE?"),
        ("RESEARCH_GRAPH_NEO4J_PASSWORT", "did you mean RESEARCH_GRAPH_NEO4J_PASSWORD?"),
        ("RESEARCH_GRAPH_NEO4J_PASSWORDFILE", "did you mean RESEARCH_GRAPH_NEO4J_PASSWORD_FILE?"),
        ("RESEARCH_GRAPH_STORE_FILE", "did you mean RESEARCH_GRAPH_STORE?"),
        ("RESEARCH_GRAPH_X", "settings are: RESEARCH_GRAPH_WORKSPACE, "),
    ],
)
def test_unknown_names_are_refused(variable: str, hint: str) -> None:
    with pytest.raises(SettingsError, match=f"^unknown setting {variable}$") as caught:
        read_settings({variable: "1"})
    assert caught.value.hint is not None
    assert caught.value.hint.startswith(hint)


def test_a_secret_may_be_a_file(tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_bytes(b" pass word\r\n")
    settings = read_settings({"RESEARCH_GRAPH_NEO4J_PASSWORD_FILE": str(file)})
    assert settings.neo4j_password is not None
    assert settings.neo4j_password.get_secret_value() == " pass word"
    assert "pass word" not in repr(settings)


def test_a_secret_is_given_once(tmp_path: Path) -> None:
    environment = {"RESEARCH_GRAPH_NEO4J_PASSWORD": "a", "RESEARCH_GRAPH_NEO4J_PASSWORD_FILE": "b"}
    with pytest.raises(SettingsError, match="NEO4J_PASSWORD and RESEARCH_GRAPH_NEO4J_PASSWORD_FILE are both set"):
        read_settings(environment)


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00"])
def test_a_secret_file_must_be_readable(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "secret"
    if content:
        file.write_bytes(content)
    with pytest.raises(SettingsError, match=f"RESEARCH_GRAPH_OPENALEX_API_KEY_FILE: cannot read {file}: "):
        read_settings({"RESEARCH_GRAPH_OPENALEX_API_KEY_FILE": str(file)})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("threads", "many"),
        ("threads", "0"),
        ("max_rejected", "1.5"),
        ("memory_limit", "lots"),
        ("log_level", "loud"),
        ("reference_year", "20"),
        ("half_life", "0"),
    ],
)
def test_wrong_values_are_refused_with_what_the_setting_is(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=f"^setting {PREFIX}{name.upper()}: ") as caught:
        read_settings({PREFIX + name.upper(): value})
    assert caught.value.hint == Settings.model_fields[name].description


@pytest.mark.parametrize("good", ["600MB", "2GiB", "1.5 GB"])
def test_memory_limits_have_a_unit(good: str) -> None:
    assert read_settings({"RESEARCH_GRAPH_MEMORY_LIMIT": good}).memory_limit == good


@pytest.mark.parametrize(
    "url", ["sqlite:///a", "sqlite:////a/b.db", "neo4j://h", "neo4j+s://h:7687/db", "bolt+ssc://h"]
)
def test_store_addresses(url: str) -> None:
    assert read_settings({}, store=url).store_url == url


@pytest.mark.parametrize(
    "url",
    ["", "a.sqlite", "sqlite://", "sqlite:///", "sqlite://a/b", "neo4j:u:secret@h", "neo4j://", "http://h:secret@x"],
)
def test_other_addresses_are_refused_and_not_repeated(url: str) -> None:
    with pytest.raises(SettingsError, match=r"^option --store: must be sqlite:///FILE, ") as caught:
        read_settings({}, store=url)
    assert "secret" not in f"{caught.value.message}{caught.value.hint}"


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://graph.example.org", "https://graph.example.org"),
        ("HTTP://Graph.example.org:8080/", "http://graph.example.org:8080"),
        ("http://[2001:DB8::1]:80", "http://[2001:db8::1]:80"),
    ],
)
def test_the_public_address_is_an_origin(url: str, origin: str) -> None:
    assert read_settings({"RESEARCH_GRAPH_PUBLIC_URL": url}).public_url == origin


@pytest.mark.parametrize(
    "url",
    [
        "graph.example.org",
        "//graph.example.org",
        "ftp://graph.example.org",
        "https://",
        "https://a.example/graph",
        "https://a.example?x=1",
        "https://a.example/#x",
        "https://ann:pw@a.example",
        "https://a.example:0",
        "https://a.example:99999",
        'https://a.example">',
        "https://a b",
        "https://a.example\n",
        "https://[zz]",
    ],
)
def test_a_public_address_that_pages_could_not_bear_is_refused(url: str) -> None:
    with pytest.raises(SettingsError, match=r"^setting RESEARCH_GRAPH_PUBLIC_URL: ") as caught:
        read_settings({"RESEARCH_GRAPH_PUBLIC_URL": url})
    assert caught.value.hint == Settings.model_fields["public_url"].description


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("neo4j://host:7687", "neo4j://host:7687"),
        ("neo4j://ann@host:7687", "neo4j://ann@host:7687"),
        ("neo4j://ann:pw@host:7687/db", "neo4j://ann:***@host:7687/db"),
        ("bolt://ann:p@ss/w:rd@host", "bolt://ann:***@host"),
        ("bolt://:pw@host", "bolt://:***@host"),
        ("sqlite:////tmp/a:b@c.sqlite", "sqlite:////tmp/a:b@c.sqlite"),
    ],
)
def test_passwords_are_masked(url: str, shown: str) -> None:
    assert masked(url) == shown


@given(st.text(st.characters(exclude_characters="*", exclude_categories=["Cs"]), min_size=1))
def test_no_password_shines_through(password: str) -> None:
    assert masked(f"neo4j://ann:{password}@host") == "neo4j://ann:***@host"


def test_what_is_in_force_names_every_setting_and_no_secret() -> None:
    settings = read_settings({"RESEARCH_GRAPH_OPENALEX_API_KEY": "hush"}, store="bolt://a:hush@h")
    rows = {name: value for name, value, meaning in in_force(settings) if meaning}
    assert list(rows) == [PREFIX + name.upper() for name in Settings.model_fields]
    assert rows["RESEARCH_GRAPH_OPENALEX_API_KEY"] == "***"
    assert rows["RESEARCH_GRAPH_NEO4J_PASSWORD"] is None
    assert rows["RESEARCH_GRAPH_STORE"] == "bolt://a:***@h"
    assert "hush" not in str(rows)


@pytest.mark.parametrize("contact", ["graph@people.example", "https://people.example/wrong?x=1"])
def test_a_contact_is_a_mail_address_or_a_page(contact: str) -> None:
    assert read_settings({"RESEARCH_GRAPH_CONTACT": contact}).contact == contact


@pytest.mark.parametrize(
    "contact", ["somebody", "javascript:alert(1)", "a@b@c", 'x@y"z', "mailto:x@y", "x y@z", "x@y?cc=z"]
)
def test_what_nobody_can_be_told_at_is_no_contact(contact: str) -> None:
    with pytest.raises(SettingsError, match="CONTACT: must be a mail address"):
        read_settings({"RESEARCH_GRAPH_CONTACT": contact})
