"""Figures in one house style; each function takes result tables and gives a drawing."""

from burnout.figures.bands import score_figures
from burnout.figures.calibration import calibration_figures
from burnout.figures.change import paired_figures
from burnout.figures.course import repeated_figures
from burnout.figures.flow import clean_figures, participant_flow
from burnout.figures.forest import model_figures
from burnout.figures.pool import pool_figures
from burnout.figures.ranking import screen_figures
from burnout.figures.style import Drawing, save, save_all
from burnout.figures.themes import themes_figures

__all__ = [
    "Drawing",
    "calibration_figures",
    "clean_figures",
    "model_figures",
    "paired_figures",
    "participant_flow",
    "pool_figures",
    "repeated_figures",
    "save",
    "save_all",
    "score_figures",
    "screen_figures",
    "themes_figures",
]
