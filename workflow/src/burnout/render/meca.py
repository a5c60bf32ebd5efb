"""The exchange package of a manuscript (MECA): one archive that a journal's or a preprint server's system takes in.

A MECA package (Manuscript Exchange Common Approach, NISO RP-30) is a zip archive with a list of what it holds,
`manifest.xml`. It is made from the finished files, so that it is the same whichever renderer made them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from xml.sax.saxutils import quoteattr

from burnout.render.package import pack

NAME = "{stem}-meca.zip"
"""How the package is called, beside the manuscript's other files."""

_TYPES = {
    ".bib": "text/plain",
    ".csl": "text/xml",
    ".css": "text/css",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".html": "text/html",
    ".ipynb": "application/x-ipynb+json",
    ".md": "text/markdown",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".qmd": "text/markdown",
    ".svg": "image/svg+xml",
    ".xml": "text/xml",
    ".yml": "text/yaml",
}
_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<!DOCTYPE manifest PUBLIC "-//MECA//DTD Manifest v1.0//en" "MECA_manifest.dtd">\n'
    '<manifest manifest-version="1" xmlns="https://manuscriptexchange.org/schema/manifest" '
    'xmlns:xlink="http://www.w3.org/1999/xlink">\n'
)


def bundle(made: Path, stem: str, build: Path, sources: Sequence[str]) -> bytes:
    """The package of a rendered manuscript; same files, same bytes.

    Parameters
    ----------
    made : Path
        Folder with the rendered files and, below it, the pictures that the JATS file links to.
    stem : str
        Name of the files, without ending.
    build : Path
        Build folder.
    sources : sequence of str
        Files of the build folder, the article's source. Hidden ones and the letter to the editor stay out; notebooks
        go in beside the article too.

    Returns
    -------
    bytes
        A zip archive: the JATS file (`article-metadata`), Word and PDF (`manuscript`), pictures and notebooks
        (`manuscript-supporting-file`), and the source (`article-source`).
    """
    parts, lines = {}, []
    for name, kind, path in _contents(made, stem, build, sources):
        parts[name] = path.read_bytes()
        media = _TYPES.get(path.suffix, "text/plain")
        lines.append(
            f'  <item item-type="{kind}">\n'
            f"    <instance media-type={quoteattr(media)} xlink:href={quoteattr(name)}/>\n  </item>\n"
        )
    parts["manifest.xml"] = f"{_HEAD}{''.join(lines)}</manifest>\n".encode()
    return pack(parts)


def _contents(made: Path, stem: str, build: Path, sources: Sequence[str]) -> Iterator[tuple[str, str, Path]]:
    """Name in the package, kind and file of each part."""
    yield f"{stem}.xml", "article-metadata", made / f"{stem}.xml"
    for kind in ("docx", "pdf"):
        yield f"{stem}.{kind}", "manuscript", made / f"{stem}.{kind}"
    shown = [name for name in sources if not Path(name).name.startswith(".") and not name.startswith("submission/")]
    for path in sorted((made / "figures").rglob("*.*")):
        yield path.relative_to(made).as_posix(), "manuscript-supporting-file", path
    for name in shown:
        if name.startswith("notebooks/"):
            yield name, "manuscript-supporting-file", build / name
    for name in shown:
        yield f"source/{name}", "article-source", build / name
