import json
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from research_graph.pipeline import LoadReport, Published
from research_graph.service.output import print_json, print_load, print_table, printable, shown, span
from research_graph.service.progress import _counted, shown_progress


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "–"),
        (True, "yes"),
        (False, "no"),
        (2021, "2021"),
        (10_000, "10,000"),
        (-12_345, "-12,345"),
        (0.33333, "0.333"),
        (1.0, "1"),
        (1024.0, "1024"),
        (12_345.6, "12,346"),
        ("漢字", "漢字"),
        ("a\x1b[31mb\u202ec", "a\ufffd[31mb\ufffdc"),
    ],
)
def test_values_as_people_read_them(value: object, text: str) -> None:
    assert shown(value) == text


@pytest.mark.parametrize(("first", "last", "text"), [(2001, 2021, "2001–2021"), (2001, 2001, "2001"), (None, None, "")])
def test_years_from_first_to_last(first: int | None, last: int | None, text: str) -> None:
    assert span(first, last) == text


def test_printable_keeps_everything_but_controls() -> None:
    assert printable("Łukasz\u00a0Weiß 👩‍🔬 עברית") == "Łukasz\u00a0Weiß 👩‍🔬 עברית"
    assert printable("a\nb\r\x00\x7f\x9b\u2066") == "a\ufffdb\ufffd\ufffd\ufffd\ufffd\ufffd"


def test_json_is_readable_and_safe_for_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    value = {"name": "Weiß \x1b \x9b", "n": None, "list": [1.5, True]}
    print_json(value)
    text = capsys.readouterr().out
    assert json.loads(text) == value
    assert "Weiß" in text
    assert not {"\x1b", "\x9b"} & set(text)


def test_a_table_into_a_pipe_is_not_cut(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(("name", "count"), [("x" * 120, 7), ("[bold]y", None), ("z", 12_345)])
    head, rule, *rows = capsys.readouterr().out.splitlines()
    assert head.split() == ["name", "count"]
    assert set(rule) == {"─"}
    assert [row.split() for row in rows] == [["x" * 120, "7"], ["[bold]y", "–"], ["z", "12,345"]]
    assert len({len(row) for row in rows}) == 1, "numbers stand right"


def test_ids_stay_whole_on_a_narrow_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "60")
    key = "A3TG3P18DH58PP996"
    print_table(("id", "name", "strength"), [(key, "a long name of a person " * 5, 0.5)])
    assert sum(key in line for line in capsys.readouterr().out.splitlines()) == 1


def report(**fields: object) -> LoadReport:
    plain = {"source": "s", "load": "l1", "read": 12_000, "rejected": 0, "repaired": 0, "is_new": True}
    return LoadReport(**{**plain, **fields})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("made", "lines"),
    [
        (report(), ["s: 12,000 records read, 0 rejected (load l1)"]),
        (report(is_new=False), ["s: nothing new, load l1 is known already"]),
        (
            report(is_new=False, rejected=2, repaired=1),
            [
                "s: nothing new, load l1 is known already",
                "2 rejections and 1 repair when it was taken: see `research-graph ledger rejections s`",
            ],
        ),
        (
            report(rejected=1, repaired=2),
            [
                "s: 12,000 records read, 1 rejected (load l1)",
                "1 rejection and 2 repairs: see `research-graph ledger rejections s`",
            ],
        ),
        (
            report(repaired=1),
            [
                "s: 12,000 records read, 0 rejected (load l1)",
                "1 repair: see `research-graph ledger rejections s`",
            ],
        ),
        (
            report(build="b1", published=Published(10_000, 1, 2, 3)),
            [
                "s: 12,000 records read, 0 rejected (load l1)",
                "build b1",
                "published: 10,000 rows added, 1 changed, 2 removed, 3 unchanged",
            ],
        ),
    ],
)
def test_what_a_load_says(capsys: pytest.CaptureFixture[str], made: LoadReport, lines: list[str]) -> None:
    print_load(made)
    assert capsys.readouterr().out.splitlines() == lines


def test_stale_curations_are_told_apart_from_the_answer(capsys: pytest.CaptureFixture[str]) -> None:
    print_load(report(stale_curations=["a.yaml:3: gone\x1b"]))
    assert capsys.readouterr().err == "stale curation, not applied: a.yaml:3: gone\ufffd\n"


def test_progress_is_a_line_for_each_phase_where_nobody_watches(capsys: pytest.CaptureFixture[str]) -> None:
    with shown_progress(quiet=False) as progress:
        assert progress is not None
        for done in range(3):
            progress("read", done, None)
        progress("identity", 0, None)
        progress("read", 3, 3)
    assert tuple(capsys.readouterr()) == ("", "read …\nidentity …\n")


@pytest.mark.parametrize(
    ("done", "total", "counted"),
    [(0, None, ""), (20_000, None, "20,000"), (0, 1, ""), (1, 1, ""), (5, 1_200, "5/1,200")],
)
def test_progress_counts_what_has_parts(done: int, total: int | None, counted: str) -> None:
    assert _counted(done, total) == counted


def test_quiet_progress_is_none(capsys: pytest.CaptureFixture[str]) -> None:
    with shown_progress(quiet=True) as progress:
        assert progress is None
    assert tuple(capsys.readouterr()) == ("", "")


@contextmanager
def terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as patch:
        patch.setattr("sys.stderr.isatty", lambda: True)
        patch.setenv("TERM", "xterm")
        yield


def test_progress_on_a_terminal_is_drawn_on_standard_error_and_ends_with_an_error(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def work() -> None:
        with shown_progress(quiet=False) as progress:
            assert progress is not None
            progress("read", 1, None)
            progress("read", 2, 2)
            raise ZeroDivisionError

    with terminal(monkeypatch), pytest.raises(ZeroDivisionError):
        work()
    drawn = capsys.readouterr()
    assert drawn.out == ""
    assert "read" in drawn.err
