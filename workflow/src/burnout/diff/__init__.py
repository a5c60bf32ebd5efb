"""Two runs of a study compared: what moved, which conclusions changed, and what in data and configuration did."""

from burnout.diff.conclusions import flipped
from burnout.diff.inputs import changed_inputs
from burnout.diff.run import Run, open_run
from burnout.diff.tables import Compared, compare_tables
from burnout.diff.tracked import track_changes

__all__ = ["Compared", "Run", "changed_inputs", "compare_tables", "flipped", "open_run", "track_changes"]
