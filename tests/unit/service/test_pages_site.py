from __future__ import annotations

from pathlib import Path
from unittest.mock import patch

import pytest
from jinja2 import Environment
from research_graph.service.pages import charts, jsonld, words
from research_graph.service.pages.assets import Assets
from research_graph.service.pages.page import Asked, BadQuery
from research_graph.service.pages.render import Renderer
from research_graph.service.pages.site import page_documents
from research_graph.service.web.tokens import TokenFile
from research_graph.store.open import open_store
from starlette.datastructures import QueryParams
from support.graphs import edge, graph, key, load, node
from support.page_world import MIRA_ORCID
from support.pages import Reader, Reading, parsed, reading

_ELSEWHERE = ("/explorer", "/graphql")


def test_every_link_inside_leads_somewhere(library: Reader) -> None:
    """From the home page on; filters and pages of lists, which are without end, from the first page of each kind."""
    seen, waiting, kinds = {"/"}, ["/"], set()
    while waiting:
        path = waiting.pop(0)
        page = library.get(path)
        assert page.status == 200, (path, page.status)
        if not page.elements:
            continue
        _check_page(page)
        kind = path.split("/")[1]
        new = {link for link in page.links if kind not in kinds or "?" not in link} - seen
        kinds.add(kind)
        found = sorted(link for link in new if not link.startswith(_ELSEWHERE))
        seen.update(found)
        waiting.extend(found)
    assert kinds >= {"", "authors", "papers", "topics", "institutions", "venues", "clusters"}


def _check_page(page: Reading) -> None:
    for tag in ("h1", "main", "header", "footer"):
        assert page.all(tag), (page.path, tag)
    assert page.all("title")[0].text.endswith("Research graph") or page.path == "/"
    assert not [one for one in page.all("script") if one.attributes.get("type") != "application/ld+json"], page.path
    assert not [one.tag for one in page.elements if "style" in one.attributes or one.tag == "style"], page.path
    assert not [name for one in page.elements for name in one.attributes if name.startswith("on")], page.path
    fragments = {one.attributes["href"][1:] for one in page.all("a") if one.attributes["href"].startswith("#")}
    assert all(page.has(name) for name in fragments), (page.path, fragments)
    for one in page.elements:
        named = one.attributes.get("aria-labelledby") or one.attributes.get("for")
        assert named is None or page.has(named), (page.path, one)


def test_an_answer_may_be_kept_and_asked_for_anew(library: Reader) -> None:
    page = library.get("/", accept_encoding="gzip")
    assert page.headers["content-security-policy"].startswith("default-src 'none'; style-src 'self';")
    assert page.headers["cache-control"] == "private, no-cache"
    assert page.headers["content-encoding"] == "gzip"
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    for known in (page.headers["etag"], f'W/"0",{page.headers["etag"]}'):
        again = library.get("/", if_none_match=known)
        assert (again.status, again.body) == (304, b"")
    assert library.get("/", if_none_match='W/"0"').status == 200


def test_pages_name_the_host_that_was_asked_and_are_told_apart_by_it(library: Reader) -> None:
    page, other = library.get("/clusters"), library.get("/clusters", host="other.example:8080")
    assert other.one("link", rel="canonical").attributes["href"] == "https://other.example:8080/clusters"
    assert page.headers["etag"] != other.headers["etag"]
    assert library.get("/clusters", host="other.example:8080", if_none_match=page.headers["etag"]).status == 200


@pytest.mark.parametrize(
    "host", ['"><script>alert(1)</script>', "evil.example/x?y=", "a.example, b.example", "user@evil.example", "a b"]
)
def test_a_host_that_is_none_is_not_repeated(library: Reader, host: str) -> None:
    page = library.get("/clusters", host=host)
    assert page.status == 200
    assert page.one("link", rel="canonical").attributes["href"].startswith("https://graph.example")
    assert not page.all("script")
    assert b"evil" not in page.body


def test_the_public_address_stands_for_every_host(library_store: Path, tmp_path: Path) -> None:
    with reading(library_store, tmp_path, public_url="https://People.example/") as reader:
        id_ = reader.ask("{ papers(first: 1) { nodes { id } } }")["papers"]["nodes"][0]["id"]
        page, other = (reader.get(f"/papers/{id_}", host=host) for host in ("127.0.0.1:8000", "evil.example"))
        home = reader.get("/", host="evil.example")
    url = f"https://people.example/papers/{id_}"
    assert page.one("link", rel="canonical").attributes["href"] == page.described["url"] == url
    assert page.one("meta", name="citation_abstract_html_url").attributes["content"] == url
    assert page.headers["etag"] == other.headers["etag"]
    assert home.described["potentialAction"]["target"] == "https://people.example/search?q={text}"
    assert b"evil" not in other.body + home.body


def test_no_reader_waits_for_templates(library_store: Path, tmp_path: Path) -> None:
    with reading(library_store, tmp_path) as reader, patch.object(Environment, "compile", side_effect=AssertionError):
        assert reader.get("/search?q=okafor").status == 200
        assert reader.get("/nowhere").status == 404


def test_style_and_icon_are_at_lasting_addresses(library: Reader) -> None:
    page = library.get("/")
    for link in page.all("link"):
        if link.attributes["rel"] != "canonical":
            found = library.get(link.attributes["href"])
            assert found.headers["cache-control"] == "public, max-age=31536000, immutable"
            assert found.body
    assert library.get("/static/pages/none.css").status == 404


def test_where_nothing_is_a_search_is_offered(library: Reader) -> None:
    for path, text in (
        ("/authors/nobody", "nobody"),
        ("/no/such%20page", "such page"),
        ("/authors/Okafor/", "Okafor"),
        ("/papers/PAAAAAAAAAAAAAAAA", "PAAAAAAAAAAAAAAAA"),
    ):
        page = library.get(path)
        assert page.status == 404
        assert page.one("h1").text == "Nothing is here"
        assert page.one("input", id="again").attributes["value"] == text
        assert page.headers["cache-control"] == "no-store"
        assert page.one("meta", name="robots").attributes["content"] == "noindex"
    assert library.get("/%3Cscript%3Ealert(1)%3C/script%3E").all("script") == []


def test_an_id_that_was_merged_leads_on_for_good(tmp_path: Path) -> None:
    old, new, other = (key("A", name) for name in ("old", "new", "other"))
    rows = graph(
        node("Author", new, name="New Name", paper_count=0),
        node("Author", other, name="Other", paper_count=0),
        node("Redirect", old, target=new),
        node("Redirect", key("A", "gone"), target=None),
        edge("POSSIBLY_SAME_AS", *sorted((new, other)), probability=0.5, reasons=["same name"]),
    )
    made = open_store(f"sqlite:///{tmp_path / 'store.sqlite'}")
    load(made, rows)
    made.close()
    with reading(tmp_path / "store.sqlite", tmp_path) as reader:
        found = reader.get(f"/authors/{old}?from=2001")
        assert (found.status, found.headers["location"]) == (301, f"/authors/{new}?from=2001")
        assert found.headers["cache-control"] == "private, no-cache"
        page = reader.get(f"/authors/{new}")
        assert (page.status, page.one("h1").text) == (200, "New Name")
        assert "probability 50%: same name" in page.text
        assert reader.get(f"/authors/{key('A', 'gone')}").status == 404


def test_an_empty_store_says_how_to_load(tmp_path: Path) -> None:
    with reading(tmp_path / "store.sqlite", tmp_path) as reader:
        for path in ("/", f"/authors/{key('A', 'x')}", "/search?q=liu"):
            page = reader.get(path)
            assert page.status == 503
            assert page.one("h1").text == "This graph is still empty"
            assert "research-graph load acl-anthology" in page.one("pre").text
            assert "EMPTY_STORE" in page.text


def test_a_closed_service_says_what_it_wants(library_store: Path, tmp_path: Path) -> None:
    with reading(library_store, tmp_path, anonymous=False) as reader:
        page = reader.get("/")
        assert page.status == 401
        assert page.one("h1").text == "This service answers only with a token"
        assert page.headers["www-authenticate"].startswith("Bearer")
        assert "research-graph tokens create" in page.text
        _, text = TokenFile(tmp_path / "tokens.json").create("reader")
        assert reader.get("/", authorization=f"Bearer {text}").status == 200


def test_who_asks_too_much_is_told_when_to_come_back(library_store: Path, tmp_path: Path) -> None:
    with reading(library_store, tmp_path, anonymous_rate=5_000) as reader:
        id_ = reader.ask("{ authors(first: 1) { nodes { id } } }")["authors"]["nodes"][0]["id"]
        pages = [reader.get(f"/authors/{id_}") for _ in range(8)]
    refused = next(page for page in pages if page.status != 200)
    assert refused.status == 429
    wait = int(refused.headers["retry-after"])
    assert f"Try again in {words.count(wait, 'second')}" in refused.text
    assert refused.one("h1").text == "Too much at once"
    assert f"/authors/{id_}" in refused.links


def test_pages_answer_where_free_documents_do_not(library_store: Path, tmp_path: Path) -> None:
    with reading(library_store, tmp_path, free_documents=False) as reader:
        assert reader.get("/").status == 200
        assert reader.get("/search?q=okafor").status == 200
        assert reader.get(reader.get(f"/find/orcid:{MIRA_ORCID}").headers["location"]).status == 200


def test_what_could_not_be_read_is_told_on_the_page() -> None:
    shown = {"message": "m", "problems": ["the store <took> too long"], "build": {"id": "b1", "publishing": True}}
    elements = parsed(Renderer(Assets()).render("bad.html", _asked(""), shown).decode())
    notices = [one.text for one in elements if "notice" in one.classes]
    assert notices[0] == "Part of this page could not be read just now: the store <took> too long"
    assert notices[1].startswith("New data is being published")
    assert "build b1" in next(one.text for one in elements if one.tag == "footer")


def test_documents_are_whole_and_name_what_they_ask() -> None:
    texts = dict(page_documents())
    assert {"home.graphql", "author.graphql", "search.graphql", "find.graphql"} <= texts.keys()
    assert texts["author.graphql"].count("fragment PaperRow on Paper") == 1
    assert "PaperRow" not in texts["home.graphql"]


def _asked(query: str) -> Asked:
    return Asked("/authors/x", {}, QueryParams(query), "https://graph.example")


def test_addresses_keep_what_is_not_changed() -> None:
    asked = _asked("from=2001&q=a%26b&empty=")
    assert asked.with_query() == "/authors/x?from=2001&q=a%26b"
    assert asked.with_query(**{"from": None, "to": 3}) == "/authors/x?q=a%26b&to=3"
    assert _asked("").with_query(after=None) == "/authors/x"


def test_parameters_are_checked() -> None:
    assert _asked("n=12").number("n", least=1, most=20) == 12
    for bad in ("n=x", "n=21", "n=0", "n=%C2%B2", "n=--1", "n=1234567890"):
        with pytest.raises(BadQuery):
            _asked(bad).number("n", least=1, most=20)
    assert _asked("after=c").page(5) == {"first": 5, "after": "c"}
    assert _asked("before=c&after=d").page(5) == {"first": 5, "after": "d"}
    assert _asked("before=c").page(5) == {"last": 5, "before": "c"}
    assert _asked("x_before=c").page(5) == {"first": 5, "after": None}
    assert _asked("x_before=c").page(5, prefix="x_") == {"last": 5, "before": "c"}
    with pytest.raises(BadQuery, match="must be the id of an author"):
        _asked(f"with={key('P', 'x')}").node("with", "AUTHOR")


def test_descriptions_cannot_end_their_element() -> None:
    block = jsonld.data_block({"name": "</script><!--", "none": None, "empty": [], "zero": 0})
    assert block == '{"@context":"https://schema.org","name":"\\u003c/script\\u003e\\u003c!--","zero":0}'


def test_charts_have_every_year_and_what_has_none() -> None:
    chart = charts.bars([{"year": 2001, "count": 4}, {"year": None, "count": 2}, {"year": 2003, "count": 1}])
    assert [(bar.year, bar.count, bar.height) for bar in chart.bars] == [
        (2001, 4, 60.0),
        (2002, 0, 0.0),
        (2003, 1, 15.0),
    ]
    assert [bar.y for bar in chart.bars] == [0.0, 60.0, 45.0]
    assert chart.undated == 2
    assert chart.peak is chart.bars[0]
    assert charts.bars([{"year": 2001, "count": 9_999}, {"year": 2002, "count": 1}]).bars[1].height > 1
    assert charts.bars([]).bars == ()
