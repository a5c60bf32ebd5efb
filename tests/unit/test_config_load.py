"""Configuration files are read safely, and each fault is one message with a way out."""

from __future__ import annotations

import pytest

from burnout.config import Project, Study, load_study, parse, read_yaml
from burnout.errors import ConfigError
from helpers.chain import ROOT
from helpers.studies import make_study


def problem(text, tmp_path):
    path = tmp_path / "study.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(ConfigError) as caught:
        read_yaml(path, "config/studies/study.yaml")
    (only,) = caught.value.problems
    assert only.file == "config/studies/study.yaml"
    assert only.allowed
    assert only.remedy
    return only


@pytest.mark.parametrize(
    ("text", "found", "place"),
    [
        ("a: 1\nb: 2\na: 3\n", "the key 'a' stands twice", "line 3, column 1"),
        ("a: [1, 2\nb: 3\n", "expected ',' or ']'", "line 2"),
        ("\tkey: 1\n", "cannot start any token", "line 1, column 1"),
        ("", "an empty file", ""),
        ("- a\n- b\n", "a list", ""),
        ("just words", "a str", ""),
        ("a: 男\n".encode("gbk"), "text that is not UTF-8", ""),
        ("a: !!python/object/apply:os.system ['true']\n", "could not determine a constructor", "line 1"),
    ],
    ids=["twice", "bracket", "tab", "empty", "list", "words", "gbk", "code"],
)
def test_what_is_not_a_configuration_file(text, found, place, tmp_path):
    only = problem(text, tmp_path)
    assert found in only.found
    assert only.place.startswith(place)


def test_a_file_that_is_not_there_names_the_nearest(tmp_path):
    (tmp_path / "balint.yaml").touch()
    with pytest.raises(ConfigError) as caught:
        read_yaml(tmp_path / "balnit.yaml")
    assert caught.value.problems[0].found == "no such file"
    assert caught.value.problems[0].remedy == "Did you mean 'balint'?"


def test_yes_and_no_stay_words_and_codes_stay_numbers(tmp_path):
    """Levels such as Yes and No are words; plain YAML 1.1 would make them true and false."""
    path = tmp_path / "a.yaml"
    path.write_text("\ufefflevels: {1: Yes, 2: No, 3: on}\nflag: true\n", encoding="utf-8")
    assert read_yaml(path) == {"levels": {1: "Yes", 2: "No", 3: "on"}, "flag": True}


def faults(**parts):
    content = make_study().model_dump(mode="json") | parts
    with pytest.raises(ConfigError) as caught:
        parse(Study, content, "config/studies/example.yaml")
    return caught.value.problems


def test_an_unknown_key_names_the_nearest_and_all_allowed():
    (only,) = faults(screning={})
    assert only.place == "screning"
    assert only.found == "the unknown key 'screning'"
    assert "outcomes" in only.allowed
    assert only.remedy == "Did you mean 'screening'?"


def test_an_unknown_key_far_from_all_can_only_go():
    (only,) = faults(zzzz=1)
    assert only.remedy == "Remove it, or use one of the allowed keys."


@pytest.mark.parametrize(
    ("parts", "place", "near"),
    [
        ({"variables": {"age": {"label": "Age", "type": "number", "unitt": "years"}}}, "variables.age.unitt", "unit"),
        ({"plan": {"alfa": 0.05}}, "plan.alfa", "alpha"),
        (
            {"cleaning": {"exclude": [{"variable": "a", "level": ["b"], "levels": ["b"], "reason": "c"}]}},
            "cleaning.exclude.0.level",
            "levels",
        ),
    ],
    ids=["variable", "plan", "exclusion"],
)
def test_unknown_keys_are_found_at_every_depth(parts, place, near):
    (only,) = faults(**parts)
    assert only.place == place
    assert only.remedy == f"Did you mean {near!r}?"


def test_all_faults_are_told_at_once():
    found = faults(design="cross-sectionel", plan={"alpha": 2}, title=None)
    assert {p.place for p in found} == {"design", "plan.alpha", "title"}
    assert "'cross-sectional'" in next(p for p in found if p.place == "design").allowed
    assert "less than 0.5" in next(p for p in found if p.place == "plan.alpha").allowed


def test_a_missing_key_is_told():
    with pytest.raises(ConfigError) as caught:
        parse(Project, {}, "config/config.yaml")
    (only,) = caught.value.problems
    assert (only.place, only.found, only.remedy) == ("studies", "nothing", "Add the key.")


def test_the_name_in_the_file_is_the_name_of_the_file(tmp_path):
    (tmp_path / "studies").mkdir()
    (tmp_path / "instruments").mkdir()
    text = (ROOT / "config" / "studies" / "chenggong.yaml").read_text(encoding="utf-8")
    (tmp_path / "studies" / "other.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match="Give the file and the key in it the same name"):
        load_study("other", tmp_path)
