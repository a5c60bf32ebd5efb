"""The manuscript stage: results and texts in, a folder that Quarto can render out."""

from burnout.manuscript.compose import compose
from burnout.manuscript.material import Composed, Results, Texts, read_results, read_texts
from burnout.manuscript.write import write_build

__all__ = ["Composed", "Results", "Texts", "compose", "read_results", "read_texts", "write_build"]
