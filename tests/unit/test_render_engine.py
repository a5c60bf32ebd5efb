"""Which renderer is taken, and what is said when it fails."""

from __future__ import annotations

from pathlib import Path

import pytest

from burnout.errors import RenderError
from burnout.render import engine_version, render
from helpers.rendering import small


def fake_quarto(folder: Path, script: str) -> None:
    folder.mkdir()
    program = folder / "quarto"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)


def test_without_quarto_the_portable_renderer_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    name, version = engine_version()
    assert name == "portable" and "pandoc 3." in version and "typst 0." in version
    with pytest.raises(RenderError, match="no quarto that runs"):
        engine_version("quarto")


def test_a_quarto_that_does_not_run_is_not_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake_quarto(tmp_path / "bin", "exit 3")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    assert engine_version()[0] == "portable"


def test_a_failing_quarto_is_told_and_writes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake_quarto(
        tmp_path / "bin", '[ "$1" = --version ] && echo 1.7.32 && exit 0\necho "ERROR: it broke here" >&2\nexit 1'
    )
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    assert engine_version() == ("quarto", "1.7.32")
    with pytest.raises(RenderError, match="it broke here"):
        render(small(tmp_path / "b", "Text"), tmp_path / "out")
    assert list((tmp_path / "out").iterdir()) == []


def test_portable_can_be_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake_quarto(tmp_path / "bin", "echo 1.7.32")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    made = render(small(tmp_path / "b", "Text"), tmp_path / "out", stem="paper", engine="portable")
    assert made.engine == "portable"
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == [
        "paper-meca.zip",
        *(f"paper.{k}" for k in ("docx", "html", "pdf", "xml")),
    ]
