"""Plain text made literal in manuscript Markdown."""

from __future__ import annotations

import unicodedata

_INVISIBLE = {"Cc", "Cs", "Cn"}


def escape(text: str) -> str:
    r"""Text that both renderers print exactly as given.

    Every punctuation mark and symbol gets a backslash, which Markdown reads as "this character, nothing more". So no
    emphasis, link, citation, cross-reference, formula, shortcode, table cell or typographic replacement can come
    out of what a person typed into a form.

    Parameters
    ----------
    text : str
        Any text, for example an answer, a quotation or a label.

    Returns
    -------
    str
        One line of Markdown. White space (line breaks included) becomes single blanks; control characters, which
        no document format can hold, are left out.

    Examples
    --------
    >>> escape("@fig-x *now*")
    '\\@fig\\-x \\*now\\*'
    """
    visible = "".join(c for c in text if c.isspace() or unicodedata.category(c) not in _INVISIBLE)
    return "".join(_literal(c) for c in " ".join(visible.split()))


def _literal(character: str) -> str:
    return "\\" + character if unicodedata.category(character)[0] in "PS" else character
