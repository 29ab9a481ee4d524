"""A directory and an archive give the same files; what could hurt is refused."""

import errno
import gzip
import io
import os
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from research_graph.loaders import archive
from research_graph.loaders.archive import LIMITS, Limits, opened
from research_graph.schema.errors import OutOfSpace, SourceError

FILES = {"b/two.txt": b"2" * 700, "a.txt": b"", "b/a/three.txt": b"3" * 1024}


def entry(name: str, size: int = 0, **fields: object) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.size = size
    for field, value in fields.items():
        setattr(info, field, value)
    return info


def pack(path: Path, entries: list[tuple[tarfile.TarInfo, bytes]], mode: str = "w:gz") -> Path:
    with tarfile.open(path, mode) as tar:  # type: ignore[call-overload]
        for info, content in entries:
            tar.addfile(info, io.BytesIO(content))
    return path


def packed(path: Path, mode: str = "w:gz") -> Path:
    return pack(path, [(entry(name, len(data)), data) for name, data in FILES.items()], mode)


def contents(path: Path, limits: Limits = LIMITS) -> dict[str, bytes]:
    with opened(path, limits=limits) as members:
        return {member.name: member.read() for member in members}


def names(path: Path, limits: Limits = LIMITS) -> list[str]:
    with opened(path, limits=limits) as members:
        return [member.name for member in members]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "root"
    for name, data in FILES.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return root


def test_a_directory_is_walked_in_order(folder: Path) -> None:
    assert list(contents(folder)) == ["a.txt", "b/two.txt", "b/a/three.txt"]
    assert contents(folder) == FILES


@pytest.mark.parametrize("mode", ["w", "w:gz"])
def test_an_archive_gives_the_same_files(tmp_path: Path, mode: str) -> None:
    assert contents(packed(tmp_path / "any.name", mode)) == FILES


def test_members_may_be_passed_over_unread(tmp_path: Path) -> None:
    assert names(packed(tmp_path / "x.tgz")) == list(FILES)


@pytest.mark.parametrize("mode", ["w", "w:gz"])
def test_members_can_be_read_after_the_walk_in_any_order(tmp_path: Path, folder: Path, mode: str) -> None:
    for path in (folder, packed(tmp_path / "any.name", mode)):
        with opened(path) as members:
            held = {member.name: member for member in members}
            assert {name: held[name].read() for name in sorted(held, reverse=True)} == FILES


def test_an_archive_in_several_gzip_parts_is_one(tmp_path: Path) -> None:
    path = tmp_path / "x.tgz"
    plain = packed(tmp_path / "x.tar", "w").read_bytes()
    path.write_bytes(gzip.compress(plain[:900]) + gzip.compress(plain[900:]))
    assert contents(path) == FILES


class FullFile(io.BytesIO):
    """A temporary file on a device that is full at once, or after a part of the first block."""

    room = 0

    def write(self, block: Any) -> int:
        if not self.room:
            raise OSError(errno.ENOSPC, "No space left on device")
        return super().write(block[: self.room])


class NearlyFullFile(FullFile):
    room = 100


@pytest.mark.parametrize("kind", [FullFile, NearlyFullFile])
def test_no_room_to_unpack_is_said_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: type[FullFile]
) -> None:
    monkeypatch.setattr(archive, "TemporaryFile", lambda buffering: kind())
    with pytest.raises(OutOfSpace, match=r"x\.tgz.*No space left") as caught:
        contents(packed(tmp_path / "x.tgz"))
    assert "TMPDIR" in str(caught.value.hint)


def test_a_dot_in_front_of_names_is_nothing(tmp_path: Path) -> None:
    assert contents(pack(tmp_path / "x.tar", [(entry("./data/x", 1), b"x")], "w")) == {"data/x": b"x"}


def test_links_and_hidden_folders_of_a_directory_are_passed_over(folder: Path) -> None:
    (folder / "link.txt").symlink_to(folder / "a.txt")
    (folder / "folder").symlink_to("/etc", target_is_directory=True)
    (folder / ".git").mkdir()
    (folder / ".git" / "config").write_text("x")
    os.mkfifo(folder / "pipe")
    assert contents(folder) == FILES


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE, tarfile.DIRTYPE])
def test_links_devices_and_folders_of_an_archive_are_passed_over(tmp_path: Path, kind: bytes) -> None:
    other = entry("other", type=kind, linkname="/etc/passwd")
    assert contents(pack(tmp_path / "x.tgz", [(other, b""), (entry("good", 1), b"g")])) == {"good": b"g"}


@pytest.mark.parametrize("name", ["/etc/passwd", "../up", "a/../../up", "a\\..\\..\\up", "C:\\x", "c:/x", ".."])
def test_names_that_point_outside_are_refused(tmp_path: Path, name: str) -> None:
    path = pack(tmp_path / "x.tgz", [(entry("good", 1), b"g"), (entry(name, 1), b"x")])
    with pytest.raises(SourceError, match="points outside the archive") as caught:
        contents(path)
    assert repr(name) in caught.value.message


def test_a_member_beyond_the_limit_is_refused(tmp_path: Path, folder: Path) -> None:
    for path in (folder, packed(tmp_path / "x.tgz")):
        assert contents(path, Limits(member=1024)) == FILES
        with pytest.raises(SourceError, match="larger than 1,023 bytes"):
            contents(path, Limits(member=1023))


def test_a_directory_beyond_the_limit_is_refused(folder: Path) -> None:
    assert contents(folder, Limits(total=1724)) == FILES
    with pytest.raises(SourceError, match="larger than 1,723 bytes"):
        contents(folder, Limits(total=1723))


def test_a_bomb_is_refused_before_it_is_unpacked_even_when_nothing_of_it_is_read(tmp_path: Path) -> None:
    path = pack(tmp_path / "x.tgz", [(entry("zeros", 50_000_000), bytes(50_000_000)), (entry("good", 1), b"g")])
    assert path.stat().st_size < 60_000
    with pytest.raises(SourceError, match="larger than 1,000,000 bytes"):
        names(path, Limits(total=1_000_000))


def test_a_header_that_claims_more_than_there_is_does_not_take_memory(tmp_path: Path) -> None:
    path = tmp_path / "x.tgz"
    path.write_bytes(gzip.compress(entry("huge", 10**12).tobuf() + b"x"))
    with pytest.raises(SourceError, match="larger than"):
        contents(path)


def test_an_extended_header_beyond_the_limit_is_refused(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "x.tgz", "w:gz", format=tarfile.PAX_FORMAT) as tar:
        tar.addfile(entry("good", 1), io.BytesIO(b"g"))
        tar.addfile(entry("other", pax_headers={"comment": "c" * 100_000}))
    with pytest.raises(SourceError, match="larger than 50,000 bytes"):
        contents(tmp_path / "x.tgz", Limits(member=50_000))


def cut_in_gzip(data: bytes) -> bytes:
    return data[:-10]


def cut_in_tar(data: bytes) -> bytes:
    return gzip.compress(gzip.decompress(data)[:1000])


def cut_between_members(data: bytes) -> bytes:
    return gzip.compress(gzip.decompress(data)[:1536])


def bad_header(data: bytes) -> bytes:
    plain = bytearray(gzip.decompress(data))
    plain[1536:1546] = b"x" * 10
    return gzip.compress(bytes(plain))


def bad_checksum(data: bytes) -> bytes:
    return data[:-8] + b"\0\0\0\0" + data[-4:]


@pytest.mark.parametrize("damage", [cut_in_gzip, cut_in_tar, cut_between_members, bad_header, bad_checksum])
def test_damage_is_found_and_the_file_named(tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    path = tmp_path / "x.tgz"
    path.write_bytes(damage(packed(path).read_bytes()))
    with pytest.raises(SourceError, match="cannot be read to its end") as caught:
        contents(path)
    assert caught.value.message.startswith(f"{path}: ")


def test_a_header_with_a_negative_size_ends_the_walk(tmp_path: Path) -> None:
    path = tmp_path / "x.tar"
    path.write_bytes(entry("good", -512).tobuf(format=tarfile.GNU_FORMAT) + bytes(1024))
    with pytest.raises(SourceError, match="makes no sense"):
        contents(path)


def test_a_file_that_vanishes_is_a_source_error(folder: Path) -> None:
    with opened(folder) as members:
        first = next(members)
        (folder / "a.txt").unlink()
        with pytest.raises(SourceError, match="cannot be read"):
            first.read()
