"""Networks to files and back, labels of outside engines, and every way such files can be wrong."""

from collections.abc import Callable
from pathlib import Path

import networkx as nx
import numpy as np
import orjson
import pyarrow as pa
import pyarrow.csv as pc_csv
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from research_graph.analytics.algorithm import detect
from research_graph.analytics.network import Network
from research_graph.analytics.network_file import read_labels, read_network, write_network
from research_graph.schema.errors import Damaged, SourceError, StorageError, UsageError
from support.zoo import ZOO, network_of

SMALL = network_of(4, [(0, 1, 1 / 3), (1, 2, 2.0), (0, 3, 1e-12)])


@pytest.mark.parametrize("form", ["tsv", "parquet"])
@pytest.mark.parametrize("name", ZOO)
def test_a_network_reads_back_as_it_was(name: str, form: str, tmp_path: Path) -> None:
    folder = write_network(ZOO[name], tmp_path / "network", form=form)
    assert read_network(folder).digest == ZOO[name].digest


@given(weights=st.lists(st.floats(5e-324, 1e308), min_size=1, max_size=20))
def test_weights_read_back_to_the_last_bit(weights: list[float], tmp_path_factory: pytest.TempPathFactory) -> None:
    network = network_of(len(weights) + 1, [(0, number + 1, weight) for number, weight in enumerate(weights)])
    folder = write_network(network, tmp_path_factory.mktemp("any") / "network")
    assert read_network(folder).weights.tobytes() == network.weights.tobytes()


def test_the_files_are_what_the_form_says(tmp_path: Path) -> None:
    folder = write_network(SMALL, tmp_path / "deep" / "network")
    assert (folder / "nodes.tsv").read_text() == "node\tkey\n0\tA00000\n1\tA00001\n2\tA00002\n3\tA00003\n"
    assert (folder / "edges.tsv").read_text() == (
        "source\ttarget\tweight\n0\t1\t0.3333333333333333\n0\t3\t1e-12\n1\t2\t2\n"
    )
    manifest = orjson.loads((folder / "manifest.json").read_bytes())
    assert manifest["network"] == SMALL.digest
    assert manifest["about"] == {"network": "zoo"}
    assert manifest["files"]["edges.tsv"]["rows"] == 3
    assert sorted(path.name for path in folder.parent.iterdir()) == ["network"]


def test_the_same_network_is_the_same_bytes(tmp_path: Path) -> None:
    for form in ("tsv", "parquet"):
        one, other = (write_network(SMALL, tmp_path / f"{form}{number}", form=form) for number in range(2))
        for path in one.iterdir():
            assert path.read_bytes() == (other / path.name).read_bytes()


def test_nothing_is_written_over_or_left_half_written(tmp_path: Path) -> None:
    folder = tmp_path / "network"
    with pytest.raises(UsageError, match="no form 'xlsx'"):
        write_network(SMALL, folder, form="xlsx")
    odd = Network(pa.array(["a\tb"]), np.zeros(2, np.int64), np.zeros(0, np.int64), np.zeros(0))
    with pytest.raises(UsageError, match="cannot be written as text"):
        write_network(odd, folder)
    assert list(tmp_path.iterdir()) == []
    folder.mkdir()
    with pytest.raises(UsageError, match="is there already"):
        write_network(SMALL, folder)
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError, match="cannot write"):
        write_network(SMALL, tmp_path / "file" / "network")


def test_what_a_killed_writer_left_does_no_harm(tmp_path: Path) -> None:
    (tmp_path / ".network.new").mkdir()
    (tmp_path / ".network.new" / "edges.tsv").write_text("half")
    assert read_network(write_network(SMALL, tmp_path / "network")).digest == SMALL.digest
    assert [path.name for path in tmp_path.iterdir()] == ["network"]


def replace_text(name: str, old: str, new: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        text = (folder / name).read_text()
        assert old in text
        (folder / name).write_text(text.replace(old, new))

    return change


def cut(name: str, size: int) -> Callable[[Path], None]:
    return lambda folder: (folder / name).write_bytes((folder / name).read_bytes()[:-size]) and None


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (cut("edges.tsv", 1), "edges.tsv ends in the middle of a line"),
        (cut("edges.tsv", 6), "edges.tsv:4: 2 rows are there, not 3"),
        (cut("nodes.tsv", 9), "nodes.tsv:5: 3 rows are there, not 4"),
        (replace_text("edges.tsv", "1e-12", "nan"), "edges.tsv:3: the weight nan is not a positive number"),
        (replace_text("edges.tsv", "1e-12", "-2"), r"edges.tsv:3: the weight -2\.0 is not a positive number"),
        (replace_text("edges.tsv", "1e-12", "lots"), "edges.tsv:3: 'lots' is no weight"),
        (replace_text("edges.tsv", "1e-12", ""), "edges.tsv:3: '' is no weight"),
        (replace_text("edges.tsv", "\t1e-12", ""), "edges.tsv:3 has 2 fields, not 3"),
        (replace_text("edges.tsv", "1\t2\t2", "\n1\t2\t2"), "edges.tsv:4 has 1 fields, not 3"),
        (replace_text("edges.tsv", "1e-12", "1e-11"), "edges.tsv differs from its checksum"),
        (
            replace_text("edges.tsv", "weight", "mass"),
            "the column 'weight' is not there once, but source, target, mass",
        ),
        (replace_text("nodes.tsv", "A00002", "A00009"), "nodes.tsv differs from its checksum"),
        (replace_text("manifest.json", '"format": 1', '"format": 2'), "has format 2, not 1"),
        (replace_text("manifest.json", '"about"', "about"), "is not JSON"),
        (replace_text("manifest.json", "zoo", "Zoo"), f"holds the network [0-9a-f]+, not {SMALL.digest}"),
        (lambda folder: (folder / "edges.tsv").unlink(), "edges.tsv is missing"),
        (lambda folder: (folder / "edges.tsv").write_bytes(b"") and None, "edges.tsv is empty"),
        (lambda folder: (folder / "edges.tsv").write_bytes(b"\xff\n") and None, "the column 'source' is not there"),
    ],
)
def test_a_damaged_network_is_refused(change: Callable[[Path], None], message: str, tmp_path: Path) -> None:
    folder = write_network(SMALL, tmp_path / "network")
    change(folder)
    with pytest.raises(Damaged, match=message):
        read_network(folder)


def test_a_damaged_parquet_network_is_refused(tmp_path: Path) -> None:
    folder = write_network(SMALL, tmp_path / "network", form="parquet")
    cut("edges.parquet", 10)(folder)
    with pytest.raises(Damaged, match=r"edges\.parquet cannot be read as Parquet"):
        read_network(folder)
    with pytest.raises(UsageError, match="no network at"):
        read_network(tmp_path)


def labels_file(path: Path, rows: list[tuple], columns: tuple[str, ...] = ("key", "cluster")) -> Path:
    table = pa.table([pa.array(column) for column in zip(*rows, strict=True)], names=list(columns))
    if path.suffix == ".parquet":
        pq.write_table(table, path)
    else:
        delimiter = "\t" if path.suffix == ".tsv" else ","
        pc_csv.write_csv(table, path, pc_csv.WriteOptions(delimiter=delimiter))
    return path


@pytest.mark.parametrize("ending", ["tsv", "csv", "parquet"])
def test_labels_of_any_order_and_numbering(ending: str, tmp_path: Path) -> None:
    rows = [("A00003", 7), ("A00001", 2), ("A00000", 7), ("A00002", -1)]
    path = tmp_path / f"labels.{ending}"
    if ending == "tsv":
        path.write_text("cluster\tscore\tkey\n" + "".join(f"{label}\t0.5\t{key}\n" for key, label in rows))
    else:
        labels_file(path, rows)
    assert read_labels(path, SMALL).labels.tolist() == [0, 1, -1, 0]


def test_labels_by_node_number_and_by_text(tmp_path: Path) -> None:
    path = tmp_path / "labels.tsv"
    path.write_bytes(b"\xef\xbb\xbfnode\tcluster\r\n2\tred\r\n0\t\r\n1\tred\r\n3\tblue\r\n")
    assert read_labels(path, SMALL).labels.tolist() == [-1, 0, 0, 1]


def test_what_an_engine_finds_comes_back(tmp_path: Path) -> None:
    """The whole way round: out, an engine that knows only the files, back in."""
    folder = write_network(ZOO["with isolated nodes"], tmp_path / "network")
    edges = [line.split("\t") for line in (folder / "edges.tsv").read_text().splitlines()[1:]]
    graph = nx.Graph()
    graph.add_weighted_edges_from((a, b, float(weight)) for a, b, weight in edges)
    found = {
        node: str(label)
        for label, nodes in enumerate(nx.community.louvain_communities(graph, seed=1))
        for node in nodes
    }
    rows = [(str(node), found.get(str(node), "")) for node in range(15)]
    path = tmp_path / "labels.tsv"
    path.write_text("node\tcluster\n" + "".join(f"{node}\t{label}\n" for node, label in rows))
    assert np.array_equal(
        read_labels(path, ZOO["with isolated nodes"]).labels, detect(ZOO["with isolated nodes"]).labels
    )


GOOD = "key\tcluster\nA00000\t1\nA00001\t1\nA00002\t2\nA00003\t2\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (GOOD[:-1], "labels.tsv ends in the middle of a line"),
        (GOOD[:-9], "labels.tsv leaves out 1 of 4 nodes, first A00003"),
        (GOOD.replace("A00002", "A00042"), "labels.tsv:4: the network has no node 'A00042'"),
        (GOOD.replace("A00002", "A00001"), "labels.tsv:4: the node 'A00001' was named before"),
        (GOOD + "A00000\t1\n", "labels.tsv:6: the node 'A00000' was named before"),
        (GOOD.replace("A00001\t1", "A00001"), "labels.tsv:3 has 1 fields, not 2"),
        (GOOD.replace("cluster", "group"), "the column 'cluster' is not there once, but key, group"),
        (GOOD.replace("key", "cluster"), "the column 'node' is not there once"),
        ("", "labels.tsv is empty"),
        ("key\tcluster\n", "leaves out 4 of 4 nodes, first A00000"),
        ("node\tcluster\n0\t1\n1\t1\n2\t1\n4\t1\n", "labels.tsv:5: the network has no node 4"),
        ("node\tcluster\n0\t1\n-1\t1\n", "labels.tsv:3: the network has no node -1"),
        ("node\tcluster\n0\t1\nA00001\t1\n", "labels.tsv:3: 'A00001' is no node"),
    ],
)
def test_bad_labels_are_refused(text: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "labels.tsv"
    path.write_text(text)
    with pytest.raises(SourceError, match=message):
        read_labels(path, SMALL)


def test_bad_label_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is neither TSV, CSV nor Parquet"):
        read_labels(tmp_path / "labels.xlsx", SMALL)
    with pytest.raises(UsageError, match="there is no file"):
        read_labels(tmp_path / "labels.tsv", SMALL)
    (tmp_path / "labels.tsv").write_bytes(b"key\tcluster\nA00000\t\xff\n")
    with pytest.raises(SourceError, match=r"labels\.tsv:2 is not UTF-8"):
        read_labels(tmp_path / "labels.tsv", SMALL)
    (tmp_path / "labels.parquet").write_bytes(b"PAR1")
    with pytest.raises(SourceError, match="cannot be read as Parquet"):
        read_labels(tmp_path / "labels.parquet", SMALL)
    path = labels_file(tmp_path / "labels.parquet", [("A00000", 1), ("A00009", 1)])
    with pytest.raises(SourceError, match=r"labels\.parquet: row 2: the network has no node 'A00009'"):
        read_labels(path, SMALL)


def test_labels_of_the_empty_network(tmp_path: Path) -> None:
    path = tmp_path / "labels.csv"
    path.write_text("key,cluster\n")
    assert len(read_labels(path, ZOO["empty"])) == 0
