"""The Anthology of other years: people by id since December 2025, JSON tables since 2026, and what nobody knows yet."""

from pathlib import Path

import pytest
from research_graph.loaders.sources.acl_anthology import read
from research_graph.schema.errors import SourceError
from research_graph.schema.records import AuthorRecord, Mention, VenueRecord
from support.openalex_files import Kept

DATA = Path(__file__).parents[2] / "data" / "acl"

PEOPLE_YAML = """\
abdullah:
  names:
  - {last: Abdullah}
  orcid: 0000-0003-0843-0112
abhinav-gupta-mila:
  comment: MILA
  disable_name_matching: true
  names:
  - {first: Abhinav, last: Gupta}
  orcid: 0000-0002-3646-2421
no:
  names:
  - {first: No, last: True}
  - {first: 文, last: 赵, script: hani}
  orcid: 0000-0002-3646-2422
"""
XML = """\
<collection id="2026.x">
  <volume id="1" ingest-date="2026-01-26"><meta><year>2026</year><venue>acl</venue></meta>
    <paper id="1"><title>One</title><author><first>No</first><last>True</last></author></paper>
  </volume>
</collection>
"""


def load(folder: Path) -> Kept:
    kept = Kept()
    kept.release = read([folder], kept)
    return kept


def write(folder: Path, **files: str) -> Path:
    """Files by their names with `/` as `__` and `.` as `_`: the last `_` is the suffix's."""
    for name, text in files.items():
        stem, _, suffix = name.replace("__", "/").rpartition("_")
        path = folder / f"{stem}.{suffix}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def july() -> Kept:
    return load(DATA / "2026")


def test_people_of_the_json_form(july: Kept) -> None:
    assert july.author("a-pranav") == AuthorRecord(
        "a-pranav",
        "A Pranav",
        "A",
        "Pranav",
        variants=["Pranav A"],
        ids=["acl_person:a-pranav", "orcid:0000-0001-8951-1517"],
        not_same_as=["pranav-anand"],
        comment="Dayta AI; degree: University of Hamburg",
        is_profile=False,
        locator="people.json#a-pranav",
    )
    assert (july.author("abdullah").name, july.author("abdullah").given) == ("Abdullah", None)


def test_a_name_that_does_not_mean_the_person_is_the_name_of_several(july: Kept) -> None:
    assert july.author("abhinav-gupta-mila").ids == ["acl_person:abhinav-gupta-mila", "orcid:0000-0002-3646-2421"]
    others = july.author("abhinav-gupta/unverified")
    assert (others.name, others.ids) == ("Abhinav Gupta", ["acl_person:abhinav-gupta/unverified"])
    assert others.comment == "May refer to several people"


def test_a_paper_of_july_2026(july: Kept) -> None:
    paper = july.paper("2026.sigdial-1.1")
    assert paper.title.startswith("DialogueSidon: ")
    assert paper.mentions[1] == Mention(
        "Yuki Saito", "Yuki", "Saito", ids=["acl_person:yuki-saito-2613", "orcid:0000-0002-7967-2613"]
    )
    assert paper.pdf_url == "https://aclanthology.org/2026.sigdial-1.1.pdf"
    assert (paper.year, paper.date, july.release) == (2026, "2026-08", "2026-07-24")
    assert (july.repairs, july.rejections) == ([], [])


def test_the_page_of_another_site_is_no_pdf_where_there_is_one(july: Kept) -> None:
    assert july.paper("2026.lrec-1.1").pdf_url == "https://aclanthology.org/2026.lrec-1.1.pdf"


def test_venues_and_groups_of_the_json_form(july: Kept) -> None:
    assert july.paper("2026.sigdial-1.1").venues == ["sigdial", "sig:sigdial"]
    assert july.venue("sig:sigdial") == VenueRecord(
        "sig:sigdial",
        "ACL/ISCA Special Interest Group on Discourse and Dialogue",
        "SIGDIAL",
        type="sig",
        locator="sigs.json#sigdial",
    )
    assert [july.venue(each).type for each in ("acl", "alta", "cl")] == ["conference", "workshop", "journal"]
    assert july.venue("acl").acronym == "ACL"


def test_a_group_that_no_table_describes_is_a_group(tmp_path: Path) -> None:
    kept = load(write(tmp_path, xml__x_xml=XML.replace("<venue>acl", "<sig>signew</sig><venue>acl")))
    assert kept.paper("2026.x-1.1").venues == ["acl", "sig:signew"]
    assert kept.venue("sig:signew") == VenueRecord("sig:signew", "signew", type="sig", locator="2026.x-1")


def test_people_of_the_yaml_form_of_december_2025(tmp_path: Path) -> None:
    kept = load(write(tmp_path, xml__x_xml=XML, yaml__people_yaml=PEOPLE_YAML))
    people = {each.record: each for each in kept.records if isinstance(each, AuthorRecord)}
    assert sorted(people) == ["abdullah", "abhinav-gupta-mila", "abhinav-gupta/unverified", "no"]
    assert people["no"].variants == ["赵文"]
    assert people["no"].ids == ["acl_person:no"]
    assert kept.repairs == [("people.yaml#no", "invalid orcid left out", "0000-0002-3646-2422")]


def test_the_newest_of_several_tables_of_people_counts(tmp_path: Path) -> None:
    old = "- canonical: {first: Old, last: Form}\n  id: old-form\n"
    kept = load(write(tmp_path, xml__x_xml=XML, yaml__people_yaml=PEOPLE_YAML, yaml__name_variants_yaml=old))
    assert "old-form" not in kept.ids()
    new = '{"new-form": {"names": [{"first": "New", "last": "Form"}]}}'
    kept = load(write(tmp_path, json__people_json=new))
    assert {each.record for each in kept.records if isinstance(each, AuthorRecord)} == {"new-form"}


def test_people_without_a_name_are_rejected(tmp_path: Path) -> None:
    text = '{"nobody": {"names": []}, "odd": 3, "some": {"names": [{"last": "Body"}]}}'
    kept = load(write(tmp_path, xml__x_xml=XML, json__people_json=text))
    assert kept.rejections == [
        ("people.json#nobody", "a person without a name", None),
        ("people.json#odd", "a person without a name", None),
    ]
    assert kept.author("some").name == "Body"


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("json__people_json", '{"a": {"names": []}\n', "people.json:2: broken JSON: unexpected end of data"),
        ("json__people_json", "[]", "people.json: not a mapping of people"),
        ("yaml__people_yaml", "- a", "people.yaml: not a mapping of people"),
        ("json__sigs_json", '{"a": {}\n "b": {}}', "sigs.json:2: broken JSON"),
        ("json__venues_json", "[]", "venues.json: not a mapping of venues"),
    ],
)
def test_a_broken_table_ends_the_load(tmp_path: Path, name: str, content: str, message: str) -> None:
    with pytest.raises(SourceError) as caught:
        load(write(tmp_path, xml__x_xml=XML, **{name: content}))
    assert message in caught.value.message
    assert caught.value.hint == "fetch the Anthology's files again"


def test_the_newest_form_of_the_venues_counts(tmp_path: Path) -> None:
    told = {"json__venues_json": '{"acl": {"name": "New"}}', "yaml__venues__acl_yaml": "name: Old"}
    assert load(write(tmp_path, xml__x_xml=XML, **told)).venue("acl").name == "New"


def test_a_nameless_entry_of_a_table_is_rejected_and_the_others_are_read(tmp_path: Path) -> None:
    venues = '{"acl": {"name": "ACL Meeting"}, "odd": {"acronym": "ODD"}}'
    kept = load(write(tmp_path, xml__x_xml=XML, json__venues_json=venues))
    assert kept.rejections == [("venues.json#odd", "venues.json#odd: a venue without a name", None)]
    assert kept.venue("acl").name == "ACL Meeting"


def test_what_the_anthology_says_in_words_of_a_later_year_is_counted(tmp_path: Path) -> None:
    odd = (
        XML.replace("<meta>", "<ward/><meta><funding>X</funding>")
        .replace("</title>", "</title><grant>1</grant><grant>2</grant>")
        .replace("<author>", '<author verified="yes">')
        .replace("</last>", "</last><scopus>7</scopus>")
        .replace("</volume>", "</volume><errata/>")
    )
    kept = load(write(tmp_path, xml__x_xml=odd))
    assert kept.repairs == [
        ("x.xml:3", "unknown <errata> in <collection> left out", "1 in x.xml"),
        ("x.xml#2026.x-1", "unknown <funding> in <meta> left out", "1 in x.xml"),
        ("x.xml:3", "unknown <grant> in <paper> left out", "2 in x.xml"),
        ("x.xml:3", "unknown <scopus> of a person left out", "1 in x.xml"),
        ("x.xml#2026.x-1", "unknown <ward> in <volume> left out", "1 in x.xml"),
        ("x.xml:3", "unknown attribute verified of a person left out", "1 in x.xml"),
    ]
    assert kept.paper("2026.x-1.1").mentions == [Mention("No True", "No", "True")]


@pytest.mark.parametrize("year", ["2021", "2025", "2026"])
def test_no_year_that_we_have_says_anything_unknown(year: str) -> None:
    assert [each for each in load(DATA / year).repairs if "unknown" in each[1]] == []
