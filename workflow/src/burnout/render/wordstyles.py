"""The styles of the Word reference document, as a list."""

from __future__ import annotations

from dataclasses import dataclass

_SERIF = "Times New Roman"
_CHINESE = "SimSun"


_BUILT_IN = {
    "Body Text", "Title", "Subtitle", "Date", "Bibliography", "Block Text", "Footnote Text", "caption", "header",
    "footer", "Hyperlink", "Footnote Reference", "TOC Heading", *(f"heading {level}" for level in range(1, 7)),
}  # fmt: skip


@dataclass(frozen=True)
class Style:
    """A Word style: identifier, name, what it builds on, paragraph and run properties (WordprocessingML)."""

    identifier: str
    name: str
    base: str = "Normal"
    paragraph: str = ""
    run: str = ""
    follow: str = ""
    kind: str = "paragraph"


def _space(before: int, after: int, line: int = 0) -> str:
    lines = f' w:line="{line}" w:lineRule="auto"' if line else ""
    return f'<w:spacing w:before="{before}" w:after="{after}"{lines}/>'


def _size(points: float) -> str:
    half = round(points * 2)
    return f'<w:sz w:val="{half}"/><w:szCs w:val="{half}"/>'


_KEEP = "<w:keepNext/><w:keepLines/>"
_BAR = '<w:pBdr><w:left w:val="single" w:sz="18" w:space="8" w:color="7F9DB9"/></w:pBdr>'
_BLACK = '<w:color w:val="000000"/>'


def _heading(level: int, before: int, points: float, look: str) -> Style:
    properties = f'{_KEEP}{_space(before, 120)}<w:outlineLvl w:val="{level - 1}"/>'
    return Style(f"Heading{level}", f"heading {level}", "Normal", properties, look + _BLACK + _size(points), "BodyText")


STYLES = (
    Style("BodyText", "Body Text", "Normal", f'{_space(0, 160, 360)}<w:jc w:val="both"/>'),
    Style("FirstParagraph", "First Paragraph", "BodyText", follow="BodyText"),
    Style("Compact", "Compact", "BodyText", _space(20, 20)),
    Style("TableText", "Table Text", "Normal", f'{_space(20, 20, 240)}<w:jc w:val="left"/>', _size(9)),
    Style("TableNote", "Table Note", "Normal", f'{_space(60, 280, 240)}<w:jc w:val="left"/>', _size(9)),
    Style("Title", "Title", "Normal", f'{_KEEP}{_space(0, 120)}<w:jc w:val="left"/>', "<w:b/>" + _size(17), "BodyText"),
    Style("Subtitle", "Subtitle", "Normal", f"{_KEEP}{_space(0, 160)}", _size(13), "BodyText"),
    Style("Author", "Author", "Normal", f"{_KEEP}{_space(120, 120)}", _size(12), "BodyText"),
    Style("Affiliation", "Affiliation", "Normal", _space(0, 40), _size(10)),
    Style("Keywords", "Keywords", "Normal", _space(120, 320), _size(11)),
    Style("Date", "Date", "Author"),
    Style("AbstractTitle", "Abstract Title", "Normal", f"{_KEEP}{_space(320, 80)}", "<w:b/>" + _size(12), "Abstract"),
    Style("Abstract", "Abstract", "Normal", f'{_space(0, 80, 276)}<w:jc w:val="both"/>', _size(11)),
    Style("SecondAbstract", "Second Abstract", "Abstract"),
    Style(
        "Bibliography",
        "Bibliography",
        "Normal",
        f'<w:tabs><w:tab w:val="left" w:pos="454"/></w:tabs>{_space(0, 80)}<w:ind w:left="454" w:hanging="454"/>',
        _size(11),
    ),
    _heading(1, 360, 14, "<w:b/>"),
    _heading(2, 280, 12, "<w:b/>"),
    _heading(3, 240, 12, "<w:b/><w:i/>"),
    _heading(4, 200, 12, "<w:i/>"),
    _heading(5, 200, 12, "<w:i/>"),
    _heading(6, 200, 12, "<w:i/>"),
    Style("BlockText", "Block Text", "BodyText", f'{_space(80, 160)}<w:ind w:left="567" w:right="567"/>'),
    Style("Callout", "Callout", "Normal", f'{_BAR}{_space(0, 120)}<w:ind w:left="284"/>', _size(11)),
    Style("CalloutTitle", "Callout Title", "Callout", f"{_KEEP}{_BAR}{_space(200, 0)}", "<w:b/>", "Callout"),
    Style("FootnoteText", "Footnote Text", "Normal", _space(0, 40), _size(9)),
    Style("FootnoteBlockText", "Footnote Block Text", "FootnoteText"),
    Style("DefinitionTerm", "Definition Term", "Normal", _KEEP, "<w:b/>", "Definition"),
    Style("Definition", "Definition", "Normal"),
    Style("Caption", "caption", "Normal", f'{_space(120, 120)}<w:jc w:val="left"/>', _size(10)),
    Style("TableCaption", "Table Caption", "Caption", f"{_KEEP}{_space(320, 100)}"),
    Style("ImageCaption", "Image Caption", "Caption", _space(60, 320)),
    Style("Figure", "Figure", "Normal", _space(240, 60)),
    Style("CaptionedFigure", "Captioned Figure", "Figure", "<w:keepNext/>"),
    Style("TOCHeading", "TOC Heading", "Heading1"),
    Style("Header", "header", "Normal", _space(0, 0), '<w:color w:val="595959"/>' + _size(9)),
    Style("Footer", "footer", "Normal", f'{_space(0, 0)}<w:jc w:val="center"/>', _size(9)),
    Style("BodyTextChar", "Body Text Char", "DefaultParagraphFont", kind="character"),
    Style(
        "VerbatimChar",
        "Verbatim Char",
        "BodyTextChar",
        run='<w:rFonts w:ascii="Consolas" w:hAnsi="Consolas"/>' + _size(10),
        kind="character",
    ),
    Style("SectionNumber", "Section Number", "BodyTextChar", kind="character"),
    Style(
        "FootnoteReference",
        "Footnote Reference",
        "BodyTextChar",
        run='<w:vertAlign w:val="superscript"/>',
        kind="character",
    ),
    Style("Hyperlink", "Hyperlink", "BodyTextChar", run='<w:color w:val="1F3864"/>', kind="character"),
)


def _border(side: str, eighths: int) -> str:
    return f'<w:{side} w:val="single" w:sz="{eighths}" w:space="0" w:color="000000"/>'


_TABLE = (
    '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
    '<w:uiPriority w:val="99"/><w:semiHidden/><w:unhideWhenUsed/></w:style>'
    '<w:style w:type="table" w:customStyle="1" w:styleId="Table"><w:name w:val="Table"/>'
    '<w:basedOn w:val="TableNormal"/>'
    f"<w:qFormat/><w:tblPr><w:tblBorders>{_border('top', 12)}{_border('bottom', 12)}</w:tblBorders>"
    '<w:tblCellMar><w:top w:w="15" w:type="dxa"/><w:left w:w="70" w:type="dxa"/><w:bottom w:w="15" w:type="dxa"/>'
    '<w:right w:w="70" w:type="dxa"/></w:tblCellMar></w:tblPr>'
    '<w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr>'
    f'<w:tcPr><w:tcBorders>{_border("bottom", 6)}</w:tcBorders><w:vAlign w:val="bottom"/></w:tcPr></w:tblStylePr>'
    "</w:style>"
)


def styles_xml() -> str:
    """The whole `word/styles.xml`."""
    face = f'w:ascii="{_SERIF}" w:hAnsi="{_SERIF}" w:cs="{_SERIF}" w:eastAsia="{_CHINESE}"'
    defaults = (
        f"<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts {face}/>{_size(12)}"
        '<w:lang w:val="en-GB" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        '<w:pPrDefault><w:pPr><w:spacing w:after="0"/></w:pPr></w:pPrDefault></w:docDefaults>'
    )
    normal = (
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>'
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
        '<w:name w:val="Default Paragraph Font"/><w:semiHidden/><w:unhideWhenUsed/></w:style>'
    )
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        '<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        f"{defaults}{normal}{''.join(map(_xml, STYLES))}{_TABLE}</w:styles>\n"
    )


def _xml(style: Style) -> str:
    parts = [f'<w:name w:val="{style.name}"/><w:basedOn w:val="{style.base}"/>']
    if style.follow:
        parts.append(f'<w:next w:val="{style.follow}"/>')
    parts.append("<w:qFormat/>")
    if style.paragraph:
        parts.append(f"<w:pPr>{style.paragraph}</w:pPr>")
    if style.run:
        parts.append(f"<w:rPr>{style.run}</w:rPr>")
    custom = "" if style.name in _BUILT_IN else ' w:customStyle="1"'
    return f'<w:style w:type="{style.kind}"{custom} w:styleId="{style.identifier}">{"".join(parts)}</w:style>'
