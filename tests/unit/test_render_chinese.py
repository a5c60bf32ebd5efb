"""Chinese text in the portable renderer: where lines may break, and what the manuscript says of its renderer."""

from __future__ import annotations

import yaml

from burnout.render import portable
from burnout.render.engine import _name_renderer
from helpers.rendering import small


def typst_text(build):
    parsed = portable.parse(build)
    return portable._write(parsed.tree, build, ["--to", "typst"]).decode()


def test_long_chinese_is_not_cut_before_a_mark(tmp_path):
    """A zero-width blank before a Chinese full stop would let the stop begin a line."""
    text = "研究对象的一般资料与职业倦怠的单因素分析结果见附录其他结局的分析亦见附录。"
    assert "\u200b" not in typst_text(small(tmp_path / "a", text, "title: 题目\nlang: zh-CN\n"))
    assert "\u200b" in typst_text(small(tmp_path / "b", "x" * 80))


def test_the_renderer_is_named_in_the_language_of_the_manuscript(tmp_path):
    for name, front, expected in (
        ("a", "title: 题目\nlang: zh-CN\n", "便携渲染程序（1.0）"),
        ("b", "title: A title\n", "the portable renderer (1.0)"),
    ):
        build = small(tmp_path / name, "Text.", front)
        _name_renderer(build, "portable", "1.0")
        assert yaml.safe_load((build / "_variables.yml").read_text(encoding="utf-8"))["renderer"] == expected
