"""Where a number of a manuscript comes from: found by what was printed, traced back to data files and configuration."""

from burnout.explain.chain import Link, configuration, data_files, table_row, written_by
from burnout.explain.find import Match, find, near
from burnout.explain.printed import Manuscript, read_manuscript

__all__ = [
    "Link",
    "Manuscript",
    "Match",
    "configuration",
    "data_files",
    "find",
    "near",
    "read_manuscript",
    "table_row",
    "written_by",
]
