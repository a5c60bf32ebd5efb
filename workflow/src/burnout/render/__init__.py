"""Manuscripts as HTML, Word, PDF and JATS: by Quarto where it is, by pandoc and typst everywhere."""

from burnout.render.engine import Rendered, engine_version, render, stage
from burnout.render.escape import escape

__all__ = ["Rendered", "engine_version", "escape", "render", "stage"]
