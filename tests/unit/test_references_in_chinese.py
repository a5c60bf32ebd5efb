"""References after GB/T 7714-2015, numeric: the examples of the standard, and its rule for more than three authors."""

from __future__ import annotations

import pytest

from burnout.language import language_of, writing_in
from burnout.manuscript.in_language import of_languages
from burnout.render import pandoc
from helpers.chain import ROOT

BIB = r"""
@article{yuan2012window,
  author = {袁, 训来 and 陈, 哲 and 肖, 书海 and 万, 斌 and 关, 成国},
  title = {蓝田生物群：一个认识多细胞生物起源和早期演化的新窗口},
  journal = {科学通报}, year = {2012}, volume = {55}, number = {34}, pages = {3219}
}
@article{kanamori1998shaking,
  author = {Kanamori, Hiroo},
  title = {Shaking without quaking},
  journal = {Science}, year = {1998}, volume = {279}, number = {5359}, pages = {2063}
}
@book{peebles2001probability,
  author = {Peebles, P. Z.},
  title = {Probability, random variable, and random signal principles},
  edition = {4}, address = {New York}, publisher = {McGraw Hill}, year = {2001}
}
@book{chen2000history,
  author = {陈, 登原},
  title = {国史旧闻: 第1卷}, address = {北京}, publisher = {中华书局}, year = {2000}, pages = {29}
}
@incollection{weinstein1974pathogenic,
  author = {Weinstein, L. and Swertz, M. N.},
  title = {Pathogenic properties of invading microorganism},
  editor = {Sodeman, W. A. and Sodeman, W.},
  booktitle = {Pathologic physiology: mechanisms of disease},
  address = {Philadelphia}, publisher = {Saunders}, year = {1974}, pages = {745--772}
}
@article{four2002,
  author = {Bell, Robert M. and Able, Cain and Charlie, Dan E. and Foxtrot, G.},
  title = {A title},
  language = {english},
  journal = {Some Journal}, year = {2002}, volume = {3}, pages = {1--9}, doi = {10.1/x}
}
@phdthesis{zhang2019, author = {张, 三}, title = {某研究}, school = {某大学}, address = {昆明}, year = {2019} }
@misc{page2022, author = {Allaire, J. J.}, title = {Quarto}, year = {2022}, url = {https://quarto.org} }
"""
EXPECTED = [
    "袁训来, 陈哲, 肖书海, 等. 蓝田生物群：一个认识多细胞生物起源和早期演化的新窗口[J]. 科学通报, 2012, 55(34): 3219.",
    "KANAMORI H. Shaking without quaking[J]. Science, 1998, 279(5359): 2063.",
    "PEEBLES P Z. Probability, random variable, and random signal principles[M]. 4th ed. New York: McGraw Hill, 2001.",
    "陈登原. 国史旧闻: 第1卷[M]. 北京: 中华书局, 2000: 29.",
    "WEINSTEIN L, SWERTZ M N. Pathogenic properties of invading microorganism[M]//SODEMAN W A, SODEMAN W. "
    "Pathologic physiology: mechanisms of disease. Philadelphia: Saunders, 1974: 745-772.",
    "BELL R M, ABLE C, CHARLIE D E, et al. A title[J]. Some Journal, 2002, 3: 1-9. DOI:10.1/x.",
    "张三. 某研究[D]. 昆明: 某大学, 2019.",
    "ALLAIRE J J. Quarto[EB/OL]. 2022. https://quarto.org.",
]
KEYS = ["yuan2012window", "kanamori1998shaking", "peebles2001probability", "chen2000history"]
KEYS += ["weinstein1974pathogenic", "four2002", "zhang2019", "page2022"]


@pytest.fixture
def rendered(tmp_path):
    with writing_in(language_of("zh")):
        (tmp_path / "references.bib").write_text(of_languages(BIB), encoding="utf-8")
    text = "".join(f"文献[@{key}]。" for key in KEYS) + "又见[@chen2000history; @yuan2012window]。"
    style = str(ROOT / "manuscript" / "styles" / "gb-t-7714.csl")
    options = ["--from", "markdown", "--to", "plain", "--wrap", "none", "--citeproc", "--csl", style]
    return pandoc.run([*options, "--bibliography", "references.bib", "-M", "lang=zh-CN"], tmp_path, text).decode()


def test_references_are_those_of_the_standard(rendered):
    listed = [line for line in rendered.splitlines() if line.startswith("[")]
    assert listed == [f"[{number}] {text}" for number, text in enumerate(EXPECTED, start=1)]


def test_citations_are_raised_numbers(rendered):
    first = rendered.splitlines()[0]
    assert first.startswith("文献^([1])。文献^([2])。")
    assert first.endswith("又见^([1,4])。")


def test_an_english_bibliography_is_left_alone():
    assert of_languages(BIB) == BIB


def test_works_are_marked_by_the_characters_in_them():
    with writing_in(language_of("zh")):
        marked = of_languages(BIB)
    assert marked.count("langid = {chinese}") == 3
    assert "language = {english}" not in marked
    assert marked.replace("\n  langid = {chinese},", "") == BIB.replace("  language = {english},\n", "")
