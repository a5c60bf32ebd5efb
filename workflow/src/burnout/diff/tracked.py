"""The later of two Word manuscripts, with what differs from the earlier one as Word's own tracked changes."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from xml.etree import ElementTree

from burnout.diff.align import align, matched, words
from burnout.render.package import element, pack, read_xml, unpack, w, write_xml

Element = ElementTree.Element
AUTHOR = "burnout diff"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_DOCUMENT = "word/document.xml"


def track_changes(old: bytes, new: bytes) -> bytes:
    """The new manuscript with tracked changes: accepting all gives the new text, rejecting all the old one.

    Paragraphs are compared word by word, tables cell by cell. Pictures, headers and the reference list's links are
    those of the new manuscript.

    Parameters
    ----------
    old, new : bytes
        Word files.
    """
    parts = unpack(new)
    root = read_xml(parts[_DOCUMENT])
    before, after = read_xml(unpack(old)[_DOCUMENT]).find(w("body")), root.find(w("body"))
    if before is not None and after is not None:
        last = [child for child in after if child.tag == w("sectPr")]
        content = [[child for child in body if child.tag != w("sectPr")] for body in (before, after)]
        after[:] = [*_Tracker().blocks(*content), *last]
    parts[_DOCUMENT] = write_xml(root)
    return pack(parts)


def _text(node: Element) -> str:
    return "".join(part.text or "" for part in node.iter(w("t")))


@dataclass(frozen=True)
class _Atom:
    """The smallest piece of a paragraph that stays or goes as one: a word, or a link, picture or anchor as a whole."""

    key: str
    node: Element


@dataclass
class _Tracker:
    """Marks what was inserted and deleted; every mark has a number of its own."""

    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def mark(self, kind: str, *children: Element) -> Element:
        """An insertion (`ins`) or a deletion (`del`)."""
        return element(kind, *children, id=str(next(self.numbers)), author=AUTHOR)

    def blocks(self, old: Sequence[Element], new: Sequence[Element]) -> list[Element]:
        """Paragraphs and tables one after the other."""
        out: list[Element] = []
        for i, j in align([_text(block) for block in old], [_text(block) for block in new]):
            if i is None or j is None:
                out += [self.whole(new[j], "ins")] if i is None and j is not None else [self.whole(old[i or 0], "del")]
            elif _text(old[i]) == _text(new[j]):
                out.append(new[j])
            elif old[i].tag != new[j].tag or (new[j].tag == w("tbl") and _columns(old[i]) != _columns(new[j])):
                out += [self.whole(old[i], "del"), self.whole(new[j], "ins")]
            else:
                out.append(self.table(old[i], new[j]) if new[j].tag == w("tbl") else self.paragraph(old[i], new[j]))
        return out

    def whole(self, block: Element, kind: str) -> Element:
        """A paragraph or a table that is new, or gone, as a whole."""
        made = copy.deepcopy(block)
        for row in made.iter(w("tr")):
            self.row(row, kind)
        if made.tag == w("p"):
            self.runs_of(made, kind)
        return made

    def row(self, row: Element, kind: str) -> None:
        """Mark a row, and all that is in it, as new or gone."""
        properties = row.find(w("trPr"))
        if properties is None:
            properties = element("trPr")
            row.insert(0, properties)
        properties.append(self.mark(kind))
        for paragraph in row.iter(w("p")):
            self.runs_of(paragraph, kind, with_end=False)

    def runs_of(self, paragraph: Element, kind: str, with_end: bool = True) -> None:
        """Mark everything in a paragraph, and its end, as new or gone."""
        atoms = _atoms(paragraph)
        properties = paragraph.find(w("pPr"))
        if properties is None:
            properties = element("pPr")
        for section in properties.findall(w("sectPr")) if kind == "del" else []:
            properties.remove(section)
        if with_end:
            look = properties.find(w("rPr"))
            if look is None:
                look = element("rPr")
                properties.append(look)
            look.insert(0, self.mark(kind))
        paragraph[:] = [properties, *self.changed(atoms, kind)]

    def changed(self, atoms: Iterable[_Atom], kind: str) -> list[Element]:
        """Atoms that are new or gone; anchors and pictures cannot be gone, since the new file has none to show."""
        out: list[Element] = []
        for node in _joined([atom.node for atom in atoms]):
            if node.tag == w("r") and not (kind == "del" and _pictured(node)):
                out.append(self.mark(kind, _deleted(node) if kind == "del" else node))
            elif node.tag == w("hyperlink") and kind == "ins":
                node[:] = [self.mark(kind, run) if run.tag == w("r") else run for run in node]
                out.append(node)
            elif node.tag == w("hyperlink"):
                out += [self.mark(kind, _deleted(run)) for run in node if run.tag == w("r")]
            elif kind == "ins":
                out.append(node)
        return out

    def paragraph(self, old: Element, new: Element) -> Element:
        """A paragraph with its words compared."""
        before, after = _atoms(old), _atoms(new)
        properties = new.findall(w("pPr"))
        out: list[Element] = []
        for kind, a, b, c, d in matched([atom.key for atom in before], [atom.key for atom in after]):
            if kind == "equal":
                out += _joined([atom.node for atom in after[c:d]])
            else:
                out += [*self.changed(before[a:b], "del"), *self.changed(after[c:d], "ins")]
        made = ElementTree.Element(new.tag, new.attrib)
        made.extend([*properties, *out])
        return made

    def table(self, old: Element, new: Element) -> Element:
        """A table with its rows compared, and the cells of rows that both have."""
        before, after = old.findall(w("tr")), new.findall(w("tr"))
        made = ElementTree.Element(new.tag, new.attrib)
        made.extend(child for child in new if child.tag != w("tr"))
        for i, j in align([_row_text(row) for row in before], [_row_text(row) for row in after]):
            if i is None or j is None:
                row, kind = (after[j], "ins") if j is not None else (copy.deepcopy(before[i or 0]), "del")
                self.row(row, kind)
                made.append(row)
                continue
            cells = zip(before[i].findall(w("tc")), after[j].findall(w("tc")), strict=True)
            for one, other in cells if _text(before[i]) != _text(after[j]) else ():
                self.cell(one, other)
            made.append(after[j])
        return made

    def cell(self, old: Element, new: Element) -> None:
        """Compare a cell paragraph by paragraph; a cell ends in a paragraph of its own, so the first are paired."""
        before, after = old.findall(w("p")), new.findall(w("p"))
        more = [self.whole(p, "del") for p in before[len(after) :]] + [
            self.whole(p, "ins") for p in after[len(before) :]
        ]
        pairs = [self.paragraph(one, other) for one, other in zip(before, after, strict=False)]
        new[:] = [*(child for child in new if child.tag != w("p")), *more, *pairs]


def _columns(table: Element) -> set[int]:
    """How many cells the rows have."""
    return {len(row.findall(w("tc"))) for row in table.findall(w("tr"))}


def _row_text(row: Element) -> str:
    """A row's text; its first cell counts most, since it says what the row is about."""
    cells = [_text(cell) for cell in row.findall(w("tc"))]
    return "\n".join([*cells[:1] * 3, *cells])


def _atoms(paragraph: Element) -> list[_Atom]:
    found: list[_Atom] = []
    for child in paragraph:
        if child.tag == w("pPr"):
            continue
        look = child.find(w("rPr"))
        plain = child.tag == w("r") and all(part.tag in (w("rPr"), w("t")) for part in child)
        if not plain:
            found.append(_Atom(f"\0{child.tag}{_text(child)}{child.get(w('anchor'), '')}", copy.deepcopy(child)))
            continue
        for word in words(_text(child)):
            run = element("r", *([copy.deepcopy(look)] if look is not None else []))
            run.append(_words(word))
            found.append(_Atom(word, run))
    return found


def _words(text: str) -> Element:
    made = element("t")
    made.text = text
    made.set(_SPACE, "preserve")
    return made


def _joined(nodes: Sequence[Element]) -> list[Element]:
    """Runs of words that look alike, as one run."""
    out: list[Element] = []
    for node in nodes:
        if out and _look(node) is not None and _look(node) == _look(out[-1]):
            words_before = out[-1].find(w("t"))
            if words_before is not None:
                words_before.text = f"{words_before.text or ''}{_text(node)}"
        else:
            out.append(copy.deepcopy(node))
    return out


def _look(node: Element) -> bytes | None:
    """How a run of words looks; None for anything else."""
    if node.tag != w("r") or any(part.tag not in (w("rPr"), w("t")) for part in node):
        return None
    look = node.find(w("rPr"))
    return b"" if look is None else ElementTree.tostring(look)


def _pictured(run: Element) -> bool:
    return any(part.tag not in (w("rPr"), w("t"), w("tab"), w("br")) for part in run)


def _deleted(run: Element) -> Element:
    made = copy.deepcopy(run)
    for words_of_run in made.findall(w("t")):
        words_of_run.tag = w("delText")
    return made
