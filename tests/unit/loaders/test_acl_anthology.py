"""Every trap of the real Anthology; each paper of tests/data/acl stands for one."""

import tarfile
from pathlib import Path

import pytest
from research_graph.loaders.catalog import find_source
from research_graph.loaders.sources.acl_anthology import read
from research_graph.schema.records import AuthorRecord, EditorRecord, Mention, PaperRecord, VenueRecord
from support.openalex_files import Kept

DATA = Path(__file__).parents[2] / "data" / "acl"


def load(*paths: Path) -> Kept:
    kept = Kept()
    kept.release = read(paths, kept)
    return kept


@pytest.fixture(scope="module")
def new() -> Kept:
    return load(DATA / "2025")


@pytest.fixture(scope="module")
def old() -> Kept:
    return load(DATA / "2021")


def names(paper: PaperRecord) -> list[str]:
    return [mention.name for mention in paper.mentions]


def editors(kept: Kept, volume: str) -> list[EditorRecord]:
    return [each for each in kept.records if isinstance(each, EditorRecord) and each.volume == volume]


def test_a_paper_field_by_field(new: Kept) -> None:
    assert new.paper("2022.dlg4nlp-1.1") == PaperRecord(
        record="2022.dlg4nlp-1.1",
        title="Diversifying Content Generation for Commonsense Reasoning with Mixture of Knowledge Graph Experts",
        abstract=new.paper("2022.dlg4nlp-1.1").abstract,
        year=2022,
        date="2022-07",
        type="article",
        ids=["acl:2022.dlg4nlp-1.1", "doi:10.18653/v1/2022.dlg4nlp-1.1"],
        url="https://aclanthology.org/2022.dlg4nlp-1.1/",
        pdf_url="https://aclanthology.org/2022.dlg4nlp-1.1.pdf",
        venues=["dlg4nlp"],
        volume="2022.dlg4nlp-1",
        affiliations_covered=False,
        mentions=[
            Mention("Wenhao Yu", "Wenhao", "Yu"),
            Mention("Chenguang Zhu", "Chenguang", "Zhu"),
            Mention("Lianhui Qin", "Lianhui", "Qin"),
            Mention("Zhihan Zhang", "Zhihan", "Zhang", ids=["acl_person:zhihan-zhang"]),
            Mention("Tong Zhao", "Tong", "Zhao", ids=["acl_person:tong-zhao-notredame", "orcid:0000-0001-7660-1732"]),
            Mention("Meng Jiang", "Meng", "Jiang", ids=["orcid:0000-0002-3009-519X"]),
        ],
        locator="2022.dlg4nlp.xml#2022.dlg4nlp-1.1",
    )


def test_an_abstract_is_plain_text(new: Kept) -> None:
    abstract = new.paper("2023.acl-long.794").abstract or ""
    assert abstract.startswith("Video sentence localization aims to locate moments in an unstructured video")
    assert abstract.endswith("Code can be found at https://github.com/minghangz/SPL.")


@pytest.mark.parametrize(
    ("record", "volume"),
    [
        ("P18-1001", "P18-1"),
        ("C69-0101", "C69-01"),
        ("D19-1149", "D19-1"),
        ("D19-5001", "D19-50"),
        ("W04-1201", "W04-12"),
        ("J75-4015", "J75-4"),
        ("2020.acl-main.563", "2020.acl-main"),
    ],
)
def test_old_and_new_ids_stand_side_by_side(new: Kept, record: str, volume: str) -> None:
    paper = new.paper(record)
    assert (paper.volume, paper.ids[0]) == (volume, f"acl:{record}")


@pytest.mark.parametrize(
    ("record", "title"),
    [
        ("P18-1001", "Probabilistic FastText for Multi-Sense Word Embeddings"),
        ("1982.tc-1.3", "Computerized terminology in TermNet: the role of terminological data banks"),
        (
            "2022.emnlp-main.218",
            "UniGeo: Unifying Geometry Logical Reasoning via Reformulating Mathematical Expression",
        ),
        (
            "2020.acl-main.644",
            r"Refer360^{\circ}: A Referring Expression Recognition Dataset in 360^{\circ} Images",
        ),
        (
            "1995.iwpt-1.12",
            r"Chart-based Incremental Semantics Construction with Anaphora Resolution Using \lambda-DRT",
        ),
    ],
)
def test_title_markup_leaves_no_gaps(new: Kept, record: str, title: str) -> None:
    assert new.paper(record).title == title


@pytest.mark.parametrize(
    ("record", "person"),
    [
        ("2020.acl-main.278", "acl_person:yang-liu"),
        ("2020.amta-research.11", "acl_person:yang-liu-ict"),
        ("2021.fever-1.6", "acl_person:yang-liu-microsoft"),
        ("W19-2708", "acl_person:yang-janet-liu"),
        ("2023.acl-long.794", "acl_person:yang-liu"),
    ],
)
def test_people_named_yang_liu_keep_their_ids(new: Kept, record: str, person: str) -> None:
    (mention,) = [each for each in new.paper(record).mentions if each.name == "Yang Liu"]
    assert mention.ids == [person]


def test_similar_people_are_not_the_same(new: Kept) -> None:
    assert new.author("pranav-a").not_same_as == ["pranav-anand"]
    assert new.author("pranav-anand").not_same_as == ["pranav-a"]
    assert new.author("yang-liu").not_same_as == ["yang-janet-liu"]


def test_a_person_field_by_field(new: Kept) -> None:
    assert new.author("anthony-hughes") == AuthorRecord(
        record="anthony-hughes",
        name="Anthony Hughes",
        given="Anthony",
        family="Hughes",
        variants=["Anthony James Hughes"],
        ids=["acl_person:anthony-hughes", "orcid:0009-0003-4065-1094"],
        is_profile=False,
        locator="name_variants.yaml#anthony-hughes",
    )


@pytest.mark.parametrize(
    ("record", "ids", "variants", "comment"),
    [
        (
            "caio-corro",
            ["orcid:0000-0001-7443-4109"],
            ["Caio Filippo Corro"],
            "Paris 13; institution: Université Paris 13",
        ),
        ("balamurali-ar", [], ["Balamurali A.R.", "Balamurali A.R"], None),
        ("ahmed-abura-ed", [], ["Ahmed Abura’ed"], None),
        ("bo-li-nus", ["acl_person:bo-li-nus"], ["Troy Lee"], "NUS, Google"),
        (
            "patrick-haller-zurich",
            ["acl_person:patrick-haller-zurich", "orcid:0000-0002-8968-7587"],
            [],
            "note: University of Zurich",
        ),
        (
            "0009-0006-8124-899X",
            ["acl_person:0009-0006-8124-899x"],
            ["Takumi Gotou"],
            "degree: Nara Institute of Science and Technology",
        ),
        ("yang-liu-Helsinki", ["acl_person:yang-liu-helsinki"], [], "University of Helsinki"),
    ],
)
def test_people_with_and_without_ids(
    new: Kept, record: str, ids: list[str], variants: list[str], comment: str | None
) -> None:
    author = new.author(record)
    assert (author.ids, author.variants, author.comment, author.is_profile) == (ids, variants, comment, False)


@pytest.mark.parametrize(
    ("record", "mention"),
    [
        ("1987.mtsummit-1.35", Mention("Czermak", None, "Czermak")),
        ("2020.icon-workshop.3", Mention("Harshavardhana", None, "Harshavardhana")),
        ("1956.earlymt-1.4", Mention("Cambridge Language Research Unit", None, "Cambridge Language Research Unit")),
        ("2020.ccl-1.1", Mention("Yu Wang", "Yu", "Wang", ["王昱"], ["acl_person:yu-wang-hkpoly"])),
    ],
)
def test_names_as_they_are_printed(new: Kept, record: str, mention: Mention) -> None:
    assert mention in new.paper(record).mentions


def test_papers_without_authors_share_titles_but_not_ids(new: Kept) -> None:
    one, other = new.paper("C80-1093"), new.paper("C82-1069")
    assert one.title.lower() == other.title.lower() == "author index"
    assert (one.mentions, other.mentions) == ([], [])
    assert one.is_author_list_complete


def test_editors_are_no_authors(new: Kept) -> None:
    assert editors(new, "P18-1") == [
        EditorRecord("P18-1#e000", "P18-1", Mention("Iryna Gurevych", "Iryna", "Gurevych"), locator="P18.xml#P18-1"),
        EditorRecord("P18-1#e001", "P18-1", Mention("Yusuke Miyao", "Yusuke", "Miyao"), locator="P18.xml#P18-1"),
    ]
    assert new.paper("J75-4015").mentions == []
    assert [each.record for each in editors(new, "J75-4")] == ["J75-4#e000", "J75-4015#e000"]


def test_front_matter_is_no_paper_and_the_doi_of_a_volume_is_no_papers(new: Kept) -> None:
    papers = [each for each in new.records if isinstance(each, PaperRecord)]
    assert [each.record for each in papers if each.volume == "2005.sigdial-1"] == ["2005.sigdial-1.1"]
    assert new.paper("2005.sigdial-1.1").ids == ["acl:2005.sigdial-1.1", "doi:10.18653/v1/2005.sigdial-1.1"]
    given = {each for paper in papers for each in paper.ids}
    assert given.isdisjoint({"acl:2005.sigdial-1.0", "doi:10.18653/v1/2005.sigdial-1.0", "doi:10.3115/v1/w14-21"})
    assert "doi:10.18653/v1/2005.sigdial-1" not in given
    assert [each.record for each in papers if each.record.endswith((".0", "00"))] == []
    assert len(editors(new, "2005.sigdial-1")) == 2


def test_types(new: Kept) -> None:
    assert new.paper("1978.tc-1.10").type == "front_matter"
    assert new.paper("J08-4010").type == "erratum"
    assert new.paper("J75-4014").type == "article"


@pytest.mark.parametrize(
    ("record", "date"),
    [
        ("W04-1201", "2004-08-28"),
        ("1995.iwpt-1.12", "1995-09-20"),
        ("2019.ccnlg-1.1", "2019-10-29"),
        ("O10-5001", "2010-09"),
        ("2023.udfestbr-1.1", "2023-09"),
        ("1978.tc-1.1", "1978-11-14"),
        ("J08-4010", "2008"),
    ],
)
def test_months_in_many_forms(new: Kept, record: str, date: str) -> None:
    paper = new.paper(record)
    assert (paper.year, paper.date) == (int(date[:4]), date)


def test_affiliations_are_said_once_and_only_where_the_source_speaks(new: Kept) -> None:
    paper = new.paper("2022.sustainlp-1.2")
    assert [each.affiliations for each in paper.mentions if each.name in ("Hang Zhang", "Yuyan Chen")] == [
        ["McGill University"],
        [],
    ]
    assert paper.affiliations_covered
    assert not new.paper("P18-1001").affiliations_covered


@pytest.mark.parametrize(
    ("record", "is_retracted", "notices"),
    [
        ("2020.acl-main.69", True, ["revision 2 (2021-08-09): Retracted.", "retracted (2021-08-09)"]),
        (
            "2020.amta-research.1",
            True,
            [
                "removed (2021-10-05): This paper has been removed by the Association for Machine Translation in the "
                "Americas (AMTA) due to duplication of previous scholarly work, known to the first author, without "
                "attribution."
            ],
        ),
        ("P18-1188", False, ["erratum 1 (2022-09-20): https://aclanthology.org/P18-1188e1.pdf"]),
        ("W14-2104", False, ["erratum 1: https://aclanthology.org/W14-2104e1.pdf"]),
        ("2020.aacl-main.35", False, ["revision 2 (2022-12-26): Corrected the the Acknowledgement section."]),
    ],
)
def test_retracted_removed_and_changed_papers_are_flagged(
    new: Kept, record: str, is_retracted: bool, notices: list[str]
) -> None:
    paper = new.paper(record)
    assert (paper.is_retracted, paper.notices) == (is_retracted, notices)


def test_links_and_language(new: Kept) -> None:
    assert new.paper("1998.amta-papers.1").pdf_url == "https://link.springer.com/chapter/10.1007/3-540-49478-2_1"
    assert new.paper("2023.acl-long.911").pdf_url == "https://aclanthology.org/2023.acl-long.report.pdf"
    assert new.paper("2023.findings-acl.817").code_url == "https://github.com/LWL-cpu/SCPRG-master"
    assert new.paper("2020.ccl-1.1").language == "zho"


def test_venues_and_interest_groups(new: Kept) -> None:
    assert new.paper("W14-4901").venues == ["law", "sig:sigann"]
    assert new.paper("D19-1149").venues == ["emnlp", "ijcnlp", "sig:sigdat"]
    assert new.venue("sig:sigann") == VenueRecord(
        "sig:sigann",
        "Special Interest Group for Annotation (SIGANN)",
        "SIGANN",
        type="sig",
        locator="sigs/sigann.yaml",
    )
    assert [(each, new.venue(each).type) for each in ("cl", "acl", "law", "sigdial", "ws")] == [
        ("cl", "journal"),
        ("acl", "conference"),
        ("law", "workshop"),
        ("sigdial", "conference"),
        ("ws", "workshop"),
    ]


def test_what_cannot_be_used_is_left_out_and_said_with_its_line(new: Kept) -> None:
    assert new.rejections == []
    assert sorted(new.repairs) == [
        ("2023.acl.xml:30", "invalid orcid of <author> left out", "0000-2946-5320-2856"),
        ("W17.xml:19", "invalid DOI left out", "0.26615/978-954-452-046-5_001"),
        ("Y00.xml:18", "invalid DOI left out", "http://hdl.handle.net/2065/12142"),
    ]
    lines = (DATA / "2025/data/xml/2023.acl.xml").read_text().splitlines()
    assert lines[29].strip() == '<paper id="794">'
    assert new.paper("J15-4006").ids == ["acl:J15-4006", "doi:10.1162/coli_a_00239"]


def test_every_record_has_its_own_id(new: Kept) -> None:
    keys = [(type(each), each.record) for each in new.records]
    assert len(keys) == len(set(keys))
    assert sum(isinstance(each, PaperRecord) for each in new.records) == 46


def test_papers_come_in_the_order_of_their_records(new: Kept, old: Kept) -> None:
    for kept in (new, old):
        records = [each.record for each in kept.records if isinstance(each, PaperRecord)]
        assert records == sorted(records)


def test_the_layout_of_2021(old: Kept) -> None:
    assert old.paper("C65-1001").year == 1965
    assert old.paper("C65-1001").date == "1965"
    assert old.paper("C65-1002").mentions[0].ids == ["acl_person:alexander-andreyewsky"]
    assert [
        old.paper(each).venues
        for each in ("C65-1001", "W98-1001", "2020.iwdp-1.1", "2020.aacl-main.35", "H05-1001", "D19-5001", "J08-4010")
    ] == [
        ["coling"],
        ["ws", "semitic", "sig:semitic"],
        ["iwdp", "aacl"],
        ["aacl"],
        ["hlt", "sig:sigdat"],
        ["emnlp", "ws"],
        ["cl"],
    ]
    assert old.venue("cl").type == "journal"
    assert not old.paper("C65-1001").affiliations_covered


def test_a_nameless_author_leaves_a_list_with_a_hole(old: Kept) -> None:
    paper = old.paper("O06-5006")
    assert (names(paper), paper.is_author_list_complete) == ([], False)
    assert ("O06.xml:19", "<author> without a name left out", None) in old.repairs
    assert old.paper("O06-5005").is_author_list_complete


def test_the_release_is_the_newest_ingestion_date(new: Kept, old: Kept) -> None:
    assert (new.release, old.release) == ("2024-04-09", "2020-12-02")


@pytest.mark.parametrize("start", [".", "data"])
def test_an_archive_reads_like_its_directory(tmp_path: Path, new: Kept, start: str) -> None:
    archive = tmp_path / "acl.tar.gz"
    with tarfile.open(archive, "w:gz") as tar:
        tar.add(DATA / "2025" / start, arcname="checkout" if start == "." else start)
    packed = load(archive)
    assert packed.release == new.release
    assert packed.records == new.records


def test_the_folder_with_xml_and_yaml_is_enough(new: Kept) -> None:
    assert load(DATA / "2025" / "data").records == new.records


def test_several_paths_are_read_as_one() -> None:
    both = load(DATA / "2021", DATA / "2025")
    assert both.release == "2024-04-09"
    assert {"O06-5005", "P18-1001"} <= both.ids()
    assert both.paper("C65-1001").venues == ["coling"]


def test_progress_counts_collections() -> None:
    steps: list[tuple[str, int, int | None]] = []
    read([DATA / "2021"], Kept(), progress=lambda *step: steps.append(step))
    assert steps == [("read", done, 8) for done in range(1, 9)]


def test_it_is_found_by_its_name() -> None:
    source, reader = find_source("acl-anthology")
    assert (source.title, reader) == ("ACL Anthology", read)
    assert source.license == "CC BY 4.0 (papers from 2016 on), CC BY-NC-SA 3.0 (earlier papers)"
