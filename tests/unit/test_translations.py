"""A study's texts in a further language: the file, what depends on it, and what is said of texts it lacks."""

from __future__ import annotations

import shutil

import pytest

from burnout.config import Study, load_study, load_translations
from burnout.config.translation import Translation
from burnout.errors import ConfigError
from burnout.labels import label_of, part_label
from burnout.language import language_of, term, writing_in
from burnout.manuscript import Results, Texts, compose
from burnout.manuscript.in_language import untranslated, with_headings
from burnout.plan import DATA_STAGES, digest, open_plans, plan_of
from burnout.render.escape import escape
from burnout.workspace import Workspace
from helpers.chain import ROOT

WORDS = "study: balint\nlanguage: zh\nwords:\n  Age: 年龄\n"


@pytest.fixture
def config(tmp_path):
    """A configuration folder whose study balint has a Chinese translation."""
    folder = tmp_path / "config"
    shutil.copytree(ROOT / "config", folder)
    for path in folder.glob("studies/*.zh.yaml"):
        path.unlink()
    file = folder / "studies" / "balint.yaml"
    text = "".join(
        line for line in file.read_text(encoding="utf-8").splitlines(True) if not line.startswith("  translations:")
    )
    file.write_text(text.replace("\nmanuscript:\n", "\nmanuscript:\n  translations: [zh]\n"), encoding="utf-8")
    return folder


def write(config, text):
    (config / "studies" / "balint.zh.yaml").write_text(text, encoding="utf-8")
    return load_study("balint", config)


def test_a_translation_is_read(config):
    study, _ = write(config, WORDS)
    assert load_translations(study, config)["zh"].words == {"Age": "年龄"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("study: balint\nlanguage: en\n", "language"),
        ("study: chenggong\nlanguage: zh\n", "study"),
        ("study: balint\nlanguage: zh\nword: {}\n", "Did you mean 'words'"),
        ("study: balint\nlanguage: zh\nwords: {Age: ''}\n", "words.Age"),
    ],
)
def test_a_faulty_translation_is_refused(config, text, found):
    study, _ = write(config, text)
    with pytest.raises(ConfigError, match=found):
        load_translations(study, config)


def test_a_translation_that_is_not_there_is_said(config):
    study, _ = load_study("balint", config)
    with pytest.raises(ConfigError, match=r"balint\.zh\.yaml"):
        load_translations(study, config)


def test_the_own_language_is_no_further_one(config):
    file = config / "studies" / "balint.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("[zh]", "[en]"), encoding="utf-8")
    with pytest.raises(ConfigError, match="other than 'en', each once"):
        load_study("balint", config)


def test_words_change_what_draws_and_the_manuscript_only(config):
    study, instruments = write(config, WORDS)
    one = load_translations(study, config)
    other = {"zh": one["zh"].model_copy(update={"words": {"Age": "岁数"}})}
    stages = (*DATA_STAGES, "manuscript")
    changed = {s for s in stages if digest(study, instruments, s, one) != digest(study, instruments, s, other)}
    assert changed == set(stages) - {"agreement"}
    texts = {"zh": one["zh"].model_copy(update={"introduction": "manuscript/texts/balint/zh/introduction.md"})}
    changed = {s for s in stages if digest(study, instruments, s, one) != digest(study, instruments, s, texts)}
    assert changed == {"manuscript"}
    assert "manuscript/texts/balint/zh/introduction.md" in plan_of(study, instruments, texts).texts


def test_the_plan_names_the_languages_and_is_renewed_with_the_translation(config, tmp_path):
    write(config, WORDS)
    plan = open_plans("balint", config, tmp_path / "results")["balint"]
    assert (plan.languages, plan.parts) == (["zh"], ["zh/"])
    write(config, WORDS.replace("年龄", "岁数"))
    assert open_plans("balint", config, tmp_path / "results")["balint"].settings != plan.settings


def test_labels_are_said_in_the_language_being_written(config):
    study, instruments = load_study("balint", config)
    outcome, spec = next(iter(study.outcomes.items()))
    with writing_in(language_of("zh", {spec.label: "结局", study.intervention.name: "巴林特小组"})):
        assert label_of(study, instruments, outcome) == "结局"
        assert part_label(study, "paired") == "巴林特小组"
    assert label_of(study, instruments, outcome) == spec.label


def test_texts_without_a_translation_are_listed(config):
    study, instruments = load_study("balint", config)
    with writing_in(language_of("zh", {study.title: "题目"})):
        for text in (study.title, study.manuscript.short_title, "nowhere in the study", "30–39"):
            term(text)
        told = untranslated(study, instruments)
    assert told == [f"texts without a translation under words in balint.zh.yaml: {study.manuscript.short_title}"]


def test_english_in_english_is_no_notice(config):
    study, instruments = load_study("balint", config)
    with writing_in(language_of("en")):
        term(study.title)
        assert untranslated(study, instruments) == []


def test_a_study_written_in_chinese_needs_no_translation(config):
    study, instruments = load_study("balint", config)
    content = study.model_dump(mode="json") | {"title": "一个题目"}
    content["manuscript"] |= {"language": "zh", "translations": []}
    chinese = Study.model_validate(content)
    with writing_in(language_of("zh")):
        assert term(chinese.title) == "一个题目"
        assert untranslated(chinese, instruments) == []
    here = Workspace(ROOT, chinese, instruments, ROOT)
    assert [language.code for language in here.languages] == ["zh"]


def test_the_studys_own_language_comes_first(config):
    study, instruments = load_study("balint", config)
    texts = {"zh": Translation(study="balint", language="zh", words={"Age": "年龄"})}
    spoken = Workspace(ROOT, study, instruments, ROOT, texts).languages
    assert [(language.code, dict(language.words)) for language in spoken] == [("en", {}), ("zh", {"Age": "年龄"})]


def test_headings_of_the_source():
    text = "# Methods {#sec-methods}\n\nMethods\n\n# References {.unnumbered}\n"
    assert with_headings(text) == text
    with writing_in(language_of("zh")):
        assert with_headings(text) == "# 资料与方法 {#sec-methods}\n\nMethods\n\n# 参考文献 {.unnumbered}\n"


def test_a_chinese_manuscript_has_a_second_title_and_abstract_in_english(config):
    study, instruments = load_study("balint", config)
    texts = Texts("引言", "讨论", english=language_of("en"), english_authors=study.manuscript.authors)
    with writing_in(language_of("zh", {study.title: "题目"})):
        made = compose(study, instruments, Results({}, {}, {}), texts)
    second = made.parts["second-abstract"]
    assert made.front["title"] == "题目"
    assert made.front["lang"] == "zh-CN"
    assert f"**{escape(study.title)}**" in second
    assert "**Objective:** To examine" in second
    assert 'custom-style="Second Abstract"' in second, "in Word the Chinese keywords come before it"
    assert "**目的：**" in made.front["abstract"]
    assert "**Background" not in made.front["abstract"]
    assert compose(study, instruments, Results({}, {}, {}), texts).parts["second-abstract"].strip() == ""
