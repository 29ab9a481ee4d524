import gzip
import os
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from research_graph.loaders.lines import iterate_lines
from research_graph.schema.errors import SourceError
from support.openalex_files import Kept


def read(path: Path, **options: int) -> tuple[list[tuple[str, bytes]], Kept]:
    kept = Kept()
    return list(iterate_lines(path, kept, **options)), kept


@pytest.mark.parametrize("name", ["some.jsonl", "some.jsonl.gz", "packed.jsonl"])
def test_lines_carry_their_numbers_whatever_the_compression(tmp_path: Path, name: str) -> None:
    data = b'\xef\xbb\xbf{"a": 1}\r\n\n   \t\n{"b": 2}\n[3]'
    path = tmp_path / name
    path.write_bytes(data if name == "some.jsonl" else gzip.compress(data))
    found, kept = read(path)
    assert found == [(f"{name}:1", b'{"a": 1}'), (f"{name}:4", b'{"b": 2}'), (f"{name}:5", b"[3]")]
    assert kept == Kept()


def test_a_name_may_stand_for_the_file(tmp_path: Path) -> None:
    path = tmp_path / "part_000.gz"
    path.write_bytes(gzip.compress(b"x\n"))
    assert list(iterate_lines(path, Kept(), name="works/part_000.gz")) == [("works/part_000.gz:1", b"x")]


def test_a_line_over_the_limit_is_rejected_with_its_size_and_the_rest_is_read(tmp_path: Path) -> None:
    path = tmp_path / "long.jsonl"
    path.write_bytes(b"a" * 10 + b"\n" + b"b" * 11 + b"\n" + b"c" * 10 + b"\r\n" + b"d" * 3000 + b"\nend\n" + b"e" * 99)
    found, kept = read(path, max_bytes=10)
    assert found == [("long.jsonl:1", b"a" * 10), ("long.jsonl:3", b"c" * 10), ("long.jsonl:5", b"end")]
    assert kept.rejections == [
        ("long.jsonl:2", "the line has 12 bytes, at most 10 are read", "b" * 11),
        ("long.jsonl:4", "the line has 3001 bytes, at most 10 are read", "d" * 12),
        ("long.jsonl:6", "the line has 99 bytes, at most 10 are read", "e" * 12),
    ]


def test_a_line_of_200_mb_is_never_in_memory(tmp_path: Path) -> None:
    path = tmp_path / "huge.jsonl.gz"
    path.write_bytes(gzip.compress(b" " * 10**7, 1) * 20 + gzip.compress(b"\nsmall\n"))
    tracemalloc.start()
    found, kept = read(path, max_bytes=2**20)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found == [("huge.jsonl.gz:2", b"small")]
    assert len(kept.rejections) == 1
    assert peak < 8 * 2**20


@pytest.mark.parametrize("left", [0.5, 0.99])
def test_a_cut_off_gzip_file_ends_the_load_and_names_it(tmp_path: Path, left: float) -> None:
    data = gzip.compress(os.urandom(100_000).hex().encode())
    path = tmp_path / "cut.gz"
    path.write_bytes(data[: int(len(data) * left)])
    with pytest.raises(SourceError, match=r"cut\.gz is cut off") as caught:
        read(path)
    assert caught.value.hint


def test_damaged_gzip_data_ends_the_load(tmp_path: Path) -> None:
    data = bytearray(gzip.compress(os.urandom(10_000).hex().encode()))
    data[5000] ^= 0xFF
    path = tmp_path / "bad.gz"
    path.write_bytes(data)
    with pytest.raises(SourceError, match=r"bad\.gz holds damaged gzip data"):
        read(path)


def test_a_gz_name_on_other_bytes_and_a_missing_file_are_errors(tmp_path: Path) -> None:
    path = tmp_path / "empty.gz"
    path.write_bytes(b"")
    with pytest.raises(SourceError, match=r"named \.gz but is no gzip file"):
        read(path)
    with pytest.raises(SourceError, match=r"cannot read .*gone\.jsonl: No such file"):
        read(tmp_path / "gone.jsonl")


@given(st.lists(st.binary(max_size=40).filter(lambda line: b"\n" not in line), max_size=20), st.integers(1, 40))
def test_every_line_is_read_skipped_as_blank_or_rejected(
    tmp_path_factory: pytest.TempPathFactory, content: list[bytes], limit: int
) -> None:
    path = tmp_path_factory.mktemp("lines") / "any.bin"
    path.write_bytes(b"x\n" + b"".join(line + b"\n" for line in content))
    found, kept = read(path, max_bytes=limit)
    expected: list[tuple[str, bytes]] = [("any.bin:1", b"x")]
    rejected = []
    for number, line in enumerate(content, 2):
        text = line.rstrip(b"\r\n")
        if len((line + b"\n")[: limit + 2].rstrip(b"\r\n")) > limit:
            rejected.append(f"any.bin:{number}")
        elif text and not text.isspace():
            expected.append((f"any.bin:{number}", text))
    assert found == expected
    assert [locator for locator, _, _ in kept.rejections] == rejected
