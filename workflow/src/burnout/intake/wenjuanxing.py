"""Exports of Wenjuanxing (wjx.cn): a sheet or text whose first columns tell how the questionnaire came in."""

from __future__ import annotations

from pathlib import Path

from burnout.config.data import DataFile
from burnout.errors import DataError, Problem
from burnout.intake.detect import format_of, kind_of, require
from burnout.intake.raw import Codebook, RawTable, listed
from burnout.intake.table import read_csv, read_excel
from burnout.intake.wenjuanxing_answers import parted

LEADING = ("序号", "提交答卷时间", "所用时间", "来源", "来源详情", "来自IP")
TOTAL = ("总分",)
PRIVATE = ("来源详情", "来自IP")
"""Columns that could identify a person; they are never returned."""

NOT_ANSWERED = (-2, -3, "-2", "-3", "(空)", "(跳过)", "（空）", "（跳过）")
"""What stands in the cell of a question that was left out or skipped."""


def read(name: str, spec: DataFile, root: Path) -> RawTable:
    """A Wenjuanxing export, of texts or codes; headers as they stand, without the columns that could identify a person.

    Questions with several answers in one cell get a column for each choice; see `intake.wenjuanxing_answers`.

    Raises
    ------
    DataError
        The file is missing, empty, damaged, protected, no table, or no export of Wenjuanxing.
    """
    path = root / spec.path
    require(path, spec.path, "wenjuanxing")
    kind, _ = kind_of(path)
    raw = read_csv(name, spec, root) if kind == "csv" else read_excel(name, spec, root)
    frame = raw.frame
    lacking = [column for column in LEADING[:2] if column not in frame.columns]
    if lacking:
        found = f"a table without {' and '.join(lacking)}; its columns are {listed(list(frame.columns))}"
        allowed = f"the leading columns {', '.join(LEADING)} of an export of Wenjuanxing (format: wenjuanxing)"
        remedy = f"Export the answers from Wenjuanxing again, or write 'format: {format_of(kind)}' in the study file."
        raise DataError(Problem(spec.path, "header", found, allowed, remedy))
    frame = frame.drop(columns=[c for c in frame.columns if _is_private(c)])
    questions = [c for c in frame.columns if c not in (*LEADING, *TOTAL)]
    found = parted(frame, questions, NOT_ANSWERED)
    missing = {column: NOT_ANSWERED for column in (*questions, *found.columns)}
    return RawTable(name, spec.path, found.frame, Codebook(value_labels=found.value_labels, missing=missing), raw.notes)


def _is_private(column: str) -> bool:
    return column.replace(" ", "").upper() in PRIVATE
