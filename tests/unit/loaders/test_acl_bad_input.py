"""What an Anthology should never hold: it is refused or left out, always with a place, and the rest is read."""

import gzip
import io
import tarfile
import zipfile
from pathlib import Path

import pytest
from research_graph.loaders.sources.acl_anthology import read
from research_graph.schema.errors import SourceError, UsageError
from research_graph.schema.records import EditorRecord, Mention
from support.openalex_files import Kept

GOOD = "<paper id='9'><title>Good</title></paper>"
HEAD = "<?xml version='1.0' encoding='UTF-8'?>\n"


def collection(papers: str, *, meta: str = "<year>2020</year>", volume: str = "1", head: str = HEAD) -> str:
    return (
        f"{head}<collection id='P20'>\n<volume id='{volume}'><meta><booktitle>Book</booktitle>{meta}</meta>\n"
        f"{papers}\n</volume></collection>"
    )


def load(folder: Path, xml: str | bytes, **yaml: str) -> Kept:
    """Reads one collection P20.xml and the given YAML files; P21.xml with one good paper lies beside it."""
    files: dict[str, str | bytes] = {f"yaml/{name.replace('__', '/')}.yaml": text for name, text in yaml.items()}
    files["xml/P21.xml"] = collection(GOOD).replace("P20", "P21")
    files["xml/P20.xml"] = xml
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    kept = Kept()
    kept.release = read([folder], kept)
    return kept


def refused(folder: Path, xml: str | bytes) -> str:
    """What is said of a P20.xml that cannot be read."""
    with pytest.raises(SourceError) as caught:
        load(folder, xml)
    assert "fetch it again" in (caught.value.hint or "")
    return caught.value.message


def test_a_broken_file_refuses_the_load_with_its_line_and_papers_however_few_they_are(tmp_path: Path) -> None:
    assert refused(tmp_path, collection(f"{GOOD}\n<paper id='2'><title>Bad</paper>")) == (
        "1 file with 2 papers cannot be read: P20.xml:5: broken XML: mismatched tag: line 5, column 26; "
        "nothing was loaded"
    )


def test_all_broken_files_are_counted_and_the_first_ones_named(tmp_path: Path) -> None:
    for number in range(1, 6):
        path = tmp_path / f"xml/X{number}.xml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"<collection id='X{number}'>\n<volume>{GOOD}")
    said = refused(tmp_path, collection(GOOD))
    assert said.startswith("5 files with 5 papers cannot be read: X1.xml:2: broken XML: no element found")
    assert said.count("broken XML") == 3
    assert said.endswith("; and 2 more; nothing was loaded")


BOMB = "<!DOCTYPE c [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;'>]>"
DECLARED = "a document type is declared, which the Anthology never does"
NOT_UTF8 = "not UTF-8, only UTF-8 is taken"


@pytest.mark.parametrize(
    ("xml", "reason"),
    [
        (collection("<paper id='1'><title>&b;</title></paper>", head=HEAD + BOMB).encode(), DECLARED),
        (collection("<paper id='1'><title>&b;</title></paper>", head=BOMB).encode("utf-16"), NOT_UTF8),
        (collection(GOOD, head="").encode("utf-16-be"), NOT_UTF8),
        (collection(GOOD, head="<?xml version='1.0' encoding='UTF-7'?>").encode(), NOT_UTF8),
        (b"<collection/>", "no <collection id=\u2026> but <collection>"),
        (b"<feed id='x'/>", "no <collection id=\u2026> but <feed>"),
    ],
)
def test_files_that_are_no_collection_refuse_the_load_by_name(tmp_path: Path, xml: bytes, reason: str) -> None:
    assert f" cannot be read: P20.xml: {reason}; nothing was loaded" in refused(tmp_path, xml)


@pytest.mark.parametrize(
    ("paper", "reason"),
    [
        ("<paper><title>T</title></paper>", "paper '' of volume P20-1 has no usable id"),
        ("<paper id='x'><title>T</title></paper>", "paper 'x' of volume P20-1 has no usable id"),
        ("<paper id='1000'><title>T</title></paper>", "paper '1000' of volume P20-1 has no usable id"),
        ("<paper id='12345678901'><title>T</title></paper>", "paper '12345678901' of volume P20-1 has no usable id"),
        ("<paper id='1'/>", "paper P20-1001 of volume P20-1 has no title"),
        ("<paper id='1'><title> <b/>\n</title></paper>", "paper P20-1001 of volume P20-1 has no title"),
        ("<paper id='9'><title>Again</title></paper>", "paper P20-1009 is in this file already"),
    ],
)
def test_a_paper_without_id_or_title_is_rejected_with_its_line(tmp_path: Path, paper: str, reason: str) -> None:
    kept = load(tmp_path, collection(f"<!-- <paper id='0'> -->{GOOD}\n\n{paper}"))
    assert kept.rejections == [("P20.xml:6", reason, None)]
    assert kept.paper("P20-1009").title == "Good"


def test_an_entity_without_a_document_type_is_broken_xml(tmp_path: Path) -> None:
    xml = collection("<paper id='1'><title>&b;</title></paper>", head=f"{HEAD}<!ENTITY b 'B'>")
    assert "P20.xml:2: broken XML: syntax error: line 2, column 0" in refused(tmp_path, xml)


def test_papers_of_a_volume_without_id_are_rejected_each_and_its_front_matter_is_none(tmp_path: Path) -> None:
    kept = load(tmp_path, collection(f"<frontmatter/>\n{GOOD}\n<paper id='10'/>", volume="x"))
    assert kept.rejections == [
        ("P20.xml#P20-x", "a volume of P20 has no usable id", None),
        ("P20.xml:5", "paper '9': its volume has no usable id", None),
        ("P20.xml:6", "paper '10': its volume has no usable id", None),
    ]


def test_editors_of_front_matter_are_editors_of_the_volume(tmp_path: Path) -> None:
    front = "<frontmatter><doi>no doi</doi><editor><first>Ed</first><last>It</last></editor></frontmatter>"
    kept = load(tmp_path, collection(front + GOOD))
    found = [each for each in kept.records if isinstance(each, EditorRecord)]
    assert found == [EditorRecord("P20-1000#e000", "P20-1", Mention("Ed It", "Ed", "It"), locator="P20.xml#P20-1")]
    assert (kept.repairs, kept.rejections) == ([], [])


def test_one_affiliation_in_a_volume_tells_that_its_papers_have_them(tmp_path: Path) -> None:
    told = "<paper id='8'><title>T</title><author><last>L</last><affiliation>A</affiliation></author></paper>"
    assert load(tmp_path / "told", collection(told + GOOD)).paper("P20-1009").affiliations_covered
    silent = told.replace("<affiliation>A", "<affiliation> ")
    assert not load(tmp_path / "silent", collection(silent + GOOD)).paper("P20-1009").affiliations_covered


@pytest.mark.parametrize("year", ["1899", "2101", "20200", "soon", "-2020"])
def test_an_absurd_year_is_left_out(tmp_path: Path, year: str) -> None:
    kept = load(tmp_path, collection(GOOD, meta=f"<year>{year}</year><month>May</month>"))
    assert (kept.paper("P20-1009").year, kept.paper("P20-1009").date) == (None, None)
    assert kept.repairs == [("P20.xml#P20-1", "year outside 1900 to 2100 left out", year)]


def test_control_characters_go_and_markup_in_text_stays_text(tmp_path: Path) -> None:
    paper = (
        "<paper id='1'><title>A&#x7f;B \u0085\n  C\u00a0D</title>"
        "<author><first>&lt;img src=x</first><last>onerror=alert(1)&gt;\u009b</last></author>"
        "<url>javascript:alert(1)</url></paper>"
    )
    kept = load(tmp_path, collection(paper))
    assert kept.paper("P20-1001").title == "AB C D"
    assert kept.paper("P20-1001").mentions == [
        Mention("<img src=x onerror=alert(1)>", "<img src=x", "onerror=alert(1)>")
    ]
    assert kept.paper("P20-1001").pdf_url is None
    assert kept.repairs == [("P20.xml:4", "invalid URL left out", "javascript:alert(1)")]


def test_deep_nesting_is_no_trouble(tmp_path: Path) -> None:
    paper = f"<paper id='1'><title>{'<i>' * 20_000}deep{'</i>' * 20_000}</title></paper>"
    assert load(tmp_path, collection(paper)).paper("P20-1001").title == "deep"


@pytest.mark.parametrize("date", ["9999-01-01", "yesterday", "2021-1-1", ""])
def test_an_absurd_ingestion_date_is_no_release(tmp_path: Path, date: str) -> None:
    xml = collection(GOOD).replace("<volume", f"<volume ingest-date='{date}'")
    assert load(tmp_path, xml).release is None


def test_a_paper_may_have_a_later_ingestion_date_than_its_volume(tmp_path: Path) -> None:
    xml = collection("<paper id='1' ingest-date='2021-03-04'><title>T</title></paper>")
    assert load(tmp_path, xml.replace("<volume", "<volume ingest-date='2020-12-31'")).release == "2021-03-04"


def test_a_venue_that_no_file_describes_still_has_a_record(tmp_path: Path) -> None:
    kept = load(tmp_path, collection(GOOD, meta="<venue>new</venue>"))
    assert kept.paper("P20-1009").venues == ["new"]
    assert (kept.venue("new").name, kept.venue("new").type) == ("new", None)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("name: [", "venues/x.yaml:2: broken YAML: did not find expected node content"),
        ("a: &a [b]\nname: *a", "venues/x.yaml:2: an alias, which the Anthology never uses"),
        ("[" * 1_000_000, "venues/x.yaml:1: nested too deeply"),
        ("acronym: X", "venues/x.yaml: a venue without a name"),
        ("- name", "venues/x.yaml: a venue without a name"),
    ],
)
def test_a_broken_venue_is_rejected(tmp_path: Path, content: str, reason: str) -> None:
    assert load(tmp_path, collection(GOOD), venues__x=content).rejections == [("venues/x.yaml", reason, None)]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("name_variants", "- canonical: {", "name_variants.yaml:2: broken YAML"),
        ("name_variants", "canonical: 1", "name_variants.yaml: not a list of people"),
        ("venues", "- acl", "venues.yaml: not a mapping of venues"),
        ("joint", "a\0", "joint.yaml: broken YAML"),
    ],
)
def test_a_broken_file_of_everything_stops_the_reading(tmp_path: Path, name: str, content: str, message: str) -> None:
    with pytest.raises(SourceError, match=message):
        load(tmp_path, collection(GOOD), **{name: content})


def test_people_without_a_name_are_rejected_and_names_that_look_like_values_are_names(tmp_path: Path) -> None:
    people = (
        "- canonical: {first: Yang, last: Li}\n- id: nobody\n- canonical: {first: No, last: Null}\n  orcid: 1\n"
        "- canonical: {first: Yáng, last: Lí}\n- canonical: {first: Jo, last: Ng}\n  id: yang-li"
    )
    kept = load(tmp_path, collection(GOOD), name_variants=people)
    assert kept.rejections == [("name_variants.yaml#2", "a person without a canonical name", None)]
    assert kept.repairs == [("name_variants.yaml#no-null", "invalid orcid left out", "1")]
    assert [kept.author(each).name for each in ("no-null", "yang-li", "yang-li-2", "yang-li-3")] == [
        "No Null",
        "Jo Ng",
        "Yang Li",
        "Yáng Lí",
    ]


def tar(path: Path, name: str, content: bytes) -> Path:
    with tarfile.open(path, "w:gz") as archive:
        entry = tarfile.TarInfo(name)
        entry.size = len(content)
        archive.addfile(entry, io.BytesIO(content))
    return path


def wrong_files(folder: Path) -> dict[str, Path]:
    paths = {name: folder / name for name in ("missing", "empty", "text.txt", "text.gz", "acl.zip")}
    paths["empty"].mkdir()
    paths["text.txt"].write_text("hello")
    paths["text.gz"].write_bytes(gzip.compress(b"hello" * 1000))
    with zipfile.ZipFile(paths["acl.zip"], "w") as archive:
        archive.writestr("data/xml/P20.xml", collection(GOOD))
    paths["other.tgz"] = tar(folder / "other.tgz", "data/P20.xml", b"")
    paths["cut.tgz"] = tar(folder / "cut.tgz", "data/xml/P20.xml", bytes(range(256)) * 400)
    paths["cut.tgz"].write_bytes(paths["cut.tgz"].read_bytes()[:-20])
    return paths


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("missing", "no such file or directory"),
        ("empty", "no Anthology here"),
        ("text.txt", "no tar archive"),
        ("text.gz", "no tar archive"),
        ("acl.zip", "a zip archive is not read"),
        ("other.tgz", "no Anthology here"),
        ("cut.tgz", "cannot be read to its end"),
    ],
)
def test_a_wrong_file_is_a_source_error_that_names_it(tmp_path: Path, name: str, reason: str) -> None:
    path = wrong_files(tmp_path)[name]
    kept = Kept()
    with pytest.raises(SourceError, match=reason) as caught:
        read([path], kept)
    assert caught.value.message.startswith(f"{path}: ")
    assert caught.value.hint
    assert kept.records == []


def test_no_path_at_all() -> None:
    with pytest.raises(UsageError):
        read([], Kept())


def test_of_several_anthologies_in_a_checkout_the_one_nearest_the_root_is_read(tmp_path: Path) -> None:
    toy = tmp_path / "python" / "tests" / "toy" / "xml"
    toy.mkdir(parents=True)
    (toy / "P22.xml").write_text(collection(GOOD).replace("P20", "P22"))
    kept = Kept()
    load(tmp_path / "data", collection(GOOD))
    read([tmp_path], kept)
    assert kept.ids() >= {"P20-1009", "P21-1009"}
    assert "P22-1009" not in kept.ids()
