"""Ids as people write them, and the one value that stands for each."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from research_graph.schema.external_ids import (
    LONGEST,
    SCHEMES,
    Authority,
    authority,
    external_id,
    implied_ids,
    parse,
    web_address,
)


@pytest.mark.parametrize(
    ("scheme", "text", "value"),
    [
        ("doi", "DOI: 10.18653/v1/P18-1001.", "10.18653/v1/p18-1001"),
        ("doi", "dx.doi.org/10.1002/(SICI)109(98)4:8%3C6::A%3E3.CO;2-O", "10.1002/(sici)109(98)4:8<6::a>3.co;2-o"),
        ("doi", "(see 10.1000/abc)", "10.1000/abc"),
        ("doi", "10.1000/a(b)c", "10.1000/a(b)c"),
        ("doi", "10.1000/", None),
        ("doi", "11.1000/abc", None),
        ("arxiv", "arXiv:2301.00001v3", "2301.00001"),
        ("arxiv", "https://arxiv.org/pdf/math.GT/0309136v1.pdf", "math/0309136"),
        ("arxiv", "http://arxiv.org/abs/cmp-lg/9404001", "cmp-lg/9404001"),
        ("arxiv", "2301.1", None),
        ("acl", "https://www.aclweb.org/anthology/P18-1001.pdf", "P18-1001"),
        ("acl", "https://aclanthology.org/2020.acl-main.1/", "2020.acl-main.1"),
        ("acl", "p18-1001", "P18-1001"),
        ("acl", "P18", None),
        ("openalex", "https://api.openalex.org/works/w123", "W123"),
        ("openalex", "https://openalex.org/subfields/2211", "subfields/2211"),
        ("openalex", "https://openalex.org/Q123", None),
        ("orcid", "https://orcid.org/0000-0002-1825-0097", "0000-0002-1825-0097"),
        ("orcid", "0000000218250097", "0000-0002-1825-0097"),
        ("orcid", "0000-0002-1694-233x", "0000-0002-1694-233X"),
        ("orcid", "0000-0002-1825-0098", None),
        ("ror", "https://ror.org/03yez3163", "03yez3163"),
        ("ror", "03YEZ3163", "03yez3163"),
        ("ror", "03yez3164", None),
        ("grid", "https://www.grid.ac/institutes/grid.412135.0", "grid.412135.0"),
        ("issn", "20493630", "2049-3630"),
        ("issn", "ISSN 2049-363x", "2049-363X"),
        ("issn", "2049", None),
        ("dblp", "https://dblp.org/rec/conf/acl/Smith20.html", "conf/acl/Smith20"),
        ("mag", "0042", "42"),
        ("pmid", "https://pubmed.ncbi.nlm.nih.gov/12345/", "12345"),
        ("pmid", "PMID: 012345", "12345"),
        ("acl_person", "https://aclanthology.org/people/y/yang-liu-ict/", "yang-liu-ict"),
        ("acl_person", "https://aclanthology.org/people/yang-liu/unverified/", "yang-liu/unverified"),
        ("doi", "10.1000/abc\u200b", "10.1000/abc"),
        ("doi", "10.1000/a%2541", "10.1000/aa"),
        ("doi", "10.１０００/abc", None),
        ("arxiv", "https://arxiv.org/abs/2301.00001?context=cs", "2301.00001"),
        ("arxiv", "２301.00001", None),
        ("acl", "https://aclanthology.org/P18-1001/#abstract", "P18-1001"),
        ("orcid", "https://orcid.org/0000-0002-1825-0097?lang=en", "0000-0002-1825-0097"),
        ("orcid", "０000-0002-1825-0097", None),
        ("ror", "01ſtthb56", None),
        ("ror", "03yez316３", None),
        ("openalex", "openalex:W123", "W123"),
        ("openalex", "https://openalex.org/works/w123?select=id", "W123"),
        ("openalex", "ſ123", None),
        ("openalex", "W１", None),
        ("issn", "２049-3630", None),
    ],
)  # fmt: skip
def test_normal_form(scheme: str, text: str, value: str | None) -> None:
    assert external_id(scheme, text) == (f"{scheme}:{value}" if value else None)


@given(st.sampled_from(sorted(SCHEMES)), st.text(max_size=40))
def test_a_normal_form_is_its_own_normal_form(scheme: str, text: str) -> None:
    once = external_id(scheme, text)
    if once is not None:
        assert external_id(scheme, once.partition(":")[2]) == once
        assert parse(once) == once


def test_nothing_is_no_id() -> None:
    assert external_id("doi", None) is None
    assert external_id("doi", "") is None


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("orcid:0000-0002-1825-0097", "orcid:0000-0002-1825-0097"),
        ("https://orcid.org/0000-0002-1825-0097", "orcid:0000-0002-1825-0097"),
        ("DOI:10.1007/BF00318647", "doi:10.1007/bf00318647"),
        ("https://doi.org/10.1007/bf00318647", "doi:10.1007/bf00318647"),
        ("https://aclanthology.org/P18-1001/", "acl:P18-1001"),
        ("https://ror.org/03yez3163", "ror:03yez3163"),
        ("Qun Liu", None),
        ("doi:nonsense", None),
        ("nosuch:1", None),
    ],
)
def test_what_a_person_types(typed: str, found: str | None) -> None:
    assert parse(typed) == found


def test_a_doi_may_imply_another_id() -> None:
    assert implied_ids("doi:10.48550/arxiv.2301.00001") == ["arxiv:2301.00001"]
    assert implied_ids("doi:10.18653/v1/2020.acl-main.1") == ["acl:2020.acl-main.1"]
    assert implied_ids("doi:10.3115/v1/p14-1001") == ["acl:P14-1001"]
    assert implied_ids("doi:10.1007/bf00318647") == []


def test_authority_over_people() -> None:
    assert authority("orcid:0000-0002-1825-0097") is Authority.CLAIMED
    assert authority("acl_person:yang-liu-ict") is Authority.CURATED
    assert authority("openalex:A1") is Authority.COMPUTED
    assert authority("nosuch:1") is Authority.COMPUTED


def test_web_addresses() -> None:
    assert web_address("doi:10.1/x") == "https://doi.org/10.1/x"
    assert web_address("nosuch:1") is None


def test_a_text_too_long_for_an_id_is_none() -> None:
    long = "10.1234/" + "a" * (LONGEST - 8)
    assert external_id("doi", long) == f"doi:{long}"
    assert external_id("doi", f"{long}a") is None
    assert parse(f"doi:10.1234/{'%25' * 30_000}") is None


def test_what_is_escaped_again_and_again_is_unescaped_twice() -> None:
    assert external_id("doi", "10.1234/a%25252Fb") == "doi:10.1234/a%2fb"
