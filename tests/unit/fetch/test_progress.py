"""Someone who waits for a large file sees how far it has come; small files are not told of."""

from __future__ import annotations

from csa.fetch import ProgressLines

MB = 1_000_000


def told(steps: list[tuple[str, int, int | None]], *, live: bool) -> str:
    lines: list[str] = []
    progress = ProgressLines(lines.append, live=live)
    for step in steps:
        progress(*step)
    progress.end()
    return "".join(lines)


def test_a_large_file_is_told_of_at_each_tenth() -> None:
    steps = [("police", done * MB, 200 * MB) for done in range(1, 201)]
    lines = told(steps, live=False).splitlines()
    assert lines[0] == "police: 1 of 200 MB, 0%"
    assert lines[-1] == "police: 200 of 200 MB, 100%"
    assert len(lines) == 11


def test_a_file_without_length_is_told_of_in_bytes() -> None:
    steps = [("police", done * MB, None) for done in range(1, 121)]
    assert told(steps, live=False).splitlines() == [
        "police: 1 MB", "police: 50 MB", "police: 100 MB",
    ]  # fmt: skip


def test_small_files_are_not_told_of() -> None:
    assert told([("ward", 900_000, 900_000)], live=False) == ""


def test_a_terminal_has_one_line_that_is_written_over() -> None:
    steps = [("police", done * MB, 200 * MB) for done in range(1, 201)]
    shown = told(steps, live=True)
    assert shown.count("\n") == 1
    assert shown.rsplit("\r", 1)[1].strip() == "police: 200 of 200 MB, 100%"
