"""Figures hold whatever a study brings: many factors, one pair, long or foreign labels; and they survive grey print."""

from __future__ import annotations

import io
import itertools
import warnings

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_rgb
from PIL import Image

from burnout.figures import style
from burnout.figures.change import slopes
from burnout.figures.flow import participant_flow
from burnout.figures.forest import model_figures
from burnout.figures.missing import missing_figures
from burnout.figures.ranking import units
from burnout.figures.themes import themes_figures
from burnout.workspace import open_study
from helpers.chain import ROOT
from helpers.studies import make_study, nominal

LONG = "A label that goes on and on because somebody pasted the whole question into the codebook " * 3
LABELS = {
    "plain": "Health",
    "long": LONG,
    "chinese": "对目前工作单位的人文关怀是否满意" * 4,
    "right-to-left": "الرضا عن العمل",
    "emoji": "Mood 😀🔥",
    "markup": "$x_1$ <b>&</b> %s {0}",
}


def lightness(colour: str) -> float:
    """L* of CIELAB, 0 black to 100 white, as a grey printer sees it."""
    red = np.array(to_rgb(colour))
    linear = np.where(red <= 0.04045, red / 12.92, ((red + 0.055) / 1.055) ** 2.4)
    luminance = linear @ [0.2126, 0.7152, 0.0722]
    return 116 * np.cbrt(luminance) - 16 if luminance > 0.008856 else 903.3 * luminance


def drawn(drawing: style.Drawing) -> Image.Image:
    """The picture, with what it warns of other than characters that the font lacks as an error."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warnings.filterwarnings("ignore", "Glyph")
        warnings.filterwarnings("ignore", "Matplotlib currently does not support")
        picture = Image.open(io.BytesIO(drawing._repr_png_()))
    assert drawing.alt.strip().endswith((".", "。"))
    return picture


def logistic(factors: int, levels: int = 2, label: str = "level", kinds: tuple[str, ...] = ("multivariable",)):
    rows = [
        {
            "plan": "as-published", "model": "m", "kind": kind, "status": "ok", "family": "binary", "factor": f"f{i}",
            "level": f"{label} {j}", "reference": "none", "odds_ratio": 1.5 + 0.01 * i, "conf_low": 0.9,
            "conf_high": 2.6,
        }
        for kind in kinds for i in range(factors) for j in range(levels)
    ]  # fmt: skip
    return pd.DataFrame(rows)


def study_of(factors: int, label: str = "Factor", **more):
    variables = {f"f{i}": nominal("a", "b") | {"label": label} for i in range(max(factors, 1))}
    outcomes = {"y": {"label": label, "source": "f0", "event": ["b"]}}
    models = {"m": {"outcome": "y", "factors": [f"f{i}" for i in range(factors)]}} if factors else {}
    return make_study(variables=variables, outcomes=outcomes, models=models, plan={"primary": "as-published"}, **more)


def test_colours_differ_in_grey():
    assert abs(lightness(style.ACCENT) - lightness(style.SECOND)) > 20
    for colour in (style.ACCENT, style.SECOND, style.INK, style.MUTED):
        assert lightness(colour) < 62, "a line of this colour is faint on white paper"


@pytest.mark.parametrize("bands", range(2, 7))
def test_bands_become_darker_by_steps_one_can_see(bands):
    light = [lightness(style.shade(place, bands)[0]) for place in range(bands)]
    assert all(before - after > 10 for before, after in itertools.pairwise(light))


@pytest.mark.parametrize("bands", range(2, 7))
def test_figures_on_bands_can_be_read(bands):
    for place in range(bands):
        colour, dark = style.shade(place, bands)
        assert abs(lightness("#ffffff" if dark else style.INK) - lightness(colour)) > 35


def test_sixty_factors_go_on_several_pages_and_none_is_lost():
    figures = model_figures(study_of(60), {}, logistic(60))
    assert list(figures) == ["forest-m", "forest-m-2", "forest-m-3"]
    assert sum(drawing.alt.count("(0.90 to 2.60)") for drawing in figures.values()) == 120
    assert all(drawing.figure.get_size_inches()[1] < 18 for drawing in figures.values())


def test_univariable_odds_ratios_stand_beside_the_others():
    rows = logistic(2, kinds=("multivariable", "univariable"))
    both = model_figures(study_of(2), {}, rows)["forest-m"].figure
    assert [text.get_text() for text in both.legends[0].texts] == ["Multivariable", "Univariable"]
    one = model_figures(study_of(2), {}, rows[rows["kind"] == "multivariable"])["forest-m"].figure
    assert not one.legends
    assert len(both.axes[0].lines) > len(one.axes[0].lines)


def test_no_model_no_forest():
    rows = logistic(2, kinds=("univariable",))
    assert model_figures(study_of(2), {}, rows) == {}
    assert model_figures(study_of(2), {}, logistic(2).assign(status="failed")) == {}


@pytest.mark.parametrize("label", LABELS.values(), ids=LABELS)
def test_labels_of_any_kind(label):
    study = study_of(2, label)
    assert drawn(model_figures(study, {}, logistic(2, label=label))["forest-m"]).size[0] > 300
    flow = pd.DataFrame({"stage": ["received", "lost", "analysed"], "n": [5, 1, 4], "reason": ["", label, ""]})
    drawn(participant_flow(study, flow))
    themes = pd.DataFrame({"theme": [label] * 2, "cluster": [label] * 2, "statements": [1, 2], "participants": [1, 2]})
    drawn(themes_figures(study, themes)["map"])
    missing = pd.DataFrame({"variable": ["f0", "f1"], "n": [9, 9], "n_missing": [1, 0], "percent": [100 / 9, 0]})
    drawn(missing_figures(study, {}, missing)["missing"])
    change = pd.DataFrame({"participant": [1], "measure": ["x"], "before": [1.0], "after": [2.0]})
    paired = pd.DataFrame({"plan": ["as-published"], "measure": ["x"], "n": [1], "mean_pre": [1.0], "mean_post": [2.0]})
    drawn(slopes(study, change, paired, {"x": label}, [label, "After"]))


def test_the_plot_keeps_half_of_the_width_beside_long_labels():
    figure = model_figures(study_of(2, LONG), {}, logistic(2, label=LONG))["forest-m"].figure
    figure.draw_without_rendering()
    assert figure.axes[0].get_position().width > 0.3


@pytest.mark.parametrize(("people", "clouds"), [(1, 0), (9, 0), (10, 2), (40, 2)])
def test_clouds_are_drawn_from_ten_people_on(people, clouds):
    values = np.random.default_rng(1).normal(20, 4, people)
    change = pd.DataFrame({"participant": range(people), "measure": "x", "before": values, "after": values + 1})
    paired = pd.DataFrame(
        {"plan": ["as-published"], "measure": ["x"], "n": people, "mean_pre": 20.0, "mean_post": 21.0}
    )
    figure = slopes(study_of(1), change, paired, {"x": "X"}, ["Before", "After"]).figure
    assert len(figure.axes[0].collections) == clouds


def test_equal_values_have_no_cloud():
    change = pd.DataFrame({"participant": range(20), "measure": "x", "before": 3.0, "after": 3.0})
    paired = pd.DataFrame({"plan": ["as-published"], "measure": ["x"], "n": 20, "mean_pre": 3.0, "mean_post": 3.0})
    drawing = slopes(study_of(1), change, paired, {"x": "X"}, ["Before", "After"])
    assert not drawing.figure.axes[0].collections
    drawn(drawing)


def test_missing_answers_by_variable_and_questionnaire():
    here = open_study("chenggong", str(ROOT / "config"), "results")
    names = ["sex", "mbi_1", "mbi_2", "marital"]
    missing = pd.DataFrame({"variable": names, "n": 200, "n_missing": [3, 4, 6, 0], "percent": [1.5, 2.0, 3.0, 0.0]})
    drawing = missing_figures(here.study, here.instruments, missing)["missing"]
    assert drawing.alt == "Bars of missing answers. MBI-GS, all items: 10 of 400; Sex: 3 of 200."
    assert missing_figures(here.study, here.instruments, missing.assign(n_missing=0)) == {}


def test_two_variables_with_one_label_are_two_bars():
    missing = pd.DataFrame({"variable": ["f0", "f1"], "n": 200, "n_missing": [10, 20], "percent": [5.0, 10.0]})
    drawing = missing_figures(study_of(2), {}, missing)["missing"]
    assert drawing.alt == "Bars of missing answers. Factor: 20 of 200; Factor: 10 of 200."


def test_only_the_largest_gaps_are_drawn_and_all_are_told():
    missing = pd.DataFrame({"variable": [f"x{i}" for i in range(80)], "n": 100, "n_missing": range(1, 81)})
    drawing = missing_figures(study_of(1), {}, missing.assign(percent=missing["n_missing"]))["missing"]
    assert len(drawing.figure.axes[0].patches) == 45
    assert drawing.alt.count(" of 100") == 80


def test_theme_map_tells_every_cluster():
    themes = pd.DataFrame(
        {"theme": ["A", "A", "B"], "cluster": ["a", "b", "c"], "statements": [1, 2, 3], "participants": [1, 2, 4]}
    )
    drawing = themes_figures(study_of(1), themes)["map"]
    assert drawing.alt == (
        "Map of themes and their clusters. A: a (1 participants), b (2 participants); B: c (4 participants)."
    )
    widths = [round(bar.get_width(), 3) for bar in drawing.figure.axes[0].patches if hasattr(bar, "get_width")]
    bars = [width for width in widths if width in (2.75, 5.5, 11.0)]
    assert bars == [2.75, 5.5, 11.0], "bars are in proportion to participants"
    assert themes_figures(study_of(1), themes.iloc[:0]) == {}


def test_the_intervention_stands_between_before_and_after():
    flow = pd.DataFrame(
        {"stage": ["enrolled", "lost", "analysed"], "n": [21, 3, 18], "reason": ["", "moved", ""], "part": ""}
    )
    study = make_study(
        variables={"a": nominal("x", "y")}, intervention={"name": "Balint group", "description": "Talks."}
    )
    said = [text.get_text() for text in participant_flow(study, flow).figure.axes[0].texts if text.get_text()]
    assert said == ["Enrolled\nn = 21", "Balint group", "moved (n\u00a0=\u00a03)", "Analysed\nn = 18"]


def test_one_unit_is_ranked_with_its_legend():
    row = {"unit": LONG, "n": 9, "mean": 3.0, "conf_low": 2.0, "conf_high": 4.0, "shrunken_mean": 3.0}
    ranking = pd.DataFrame([row | {"chosen": True, "status": "ok"}])
    figure = units(study_of(1), ranking).figure
    assert [text.get_text() for text in figure.legends[0].texts][:2] == ["Observed mean (interval)", "Shrunken mean"]


def test_shortened_texts():
    assert style.shortened("short", 5) == "short"
    assert style.shortened("a long label", 7) == "a long…"
    assert style.shortened("情感耗竭得分", 7) == "情感耗…"
