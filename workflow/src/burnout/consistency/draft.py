"""Finding printed results in the plain text or markdown of a draft, and checking them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from burnout.consistency.finding import Finding, frame
from burnout.consistency.odds import odds_ratio
from burnout.consistency.printed import plain
from burnout.consistency.pvalue import Test, p_value
from burnout.consistency.shares import count
from burnout.errors import DataError

if TYPE_CHECKING:
    import pandas as pd

_N = r"(?:\d+(?:\.\d+)?|\.\d+)"
_WHOLE = r"(?:\d{1,3}(?:,\d{3})+|\d+)"
_SIGNED = rf"-?\s?{_N}"
_P = rf"(?<![A-Za-z])[pP](?:\s*-?\s*values?)?\s*(?P<p>(?:<=|>=|[<>=])\s*{_N}(?:[eE]-?\d+)?)"
_BETWEEN = rf"(?:\s*[,;]\s*[^\W\d][^=<>;,()\n]{{0,25}}=\s*{_SIGNED}\s*%?){{0,2}}\s*\)?\s*[,;(]?\s*(?:and\s+|with\s+)?"
_CHI = r"(?:\u03c7|[Cc]hi)\s*-?\s*(?:2|squared?)|[xX]2"
_NAME = rf"(?<![A-Za-z\d])(?P<name>t|F|r|{_CHI})"
_DF = r"d\.?f\.?\s*=\s*"

_BRACKET = rf"{_NAME}\s*\(\s*(?:{_DF})?(?P<df>{_N})(?:\s*[,;]\s*(?:[nN]\s*=\s*\d+|(?P<df2>{_N})))?\s*\)"
_WITH_DF = re.compile(rf"{_BRACKET}\s*=\s*(?P<stat>{_SIGNED}){_BETWEEN}{_P}")
_DF_AFTER = re.compile(
    rf"{_NAME}\s*=\s*(?P<stat>{_SIGNED})\s*[,;(]\s*{_DF}(?P<df>{_N})(?:\s*[,;]\s*(?P<df2>{_N}))?{_BETWEEN}{_P}"
)
_NO_DF = re.compile(rf"{_NAME}\s*=\s*(?P<stat>{_SIGNED}){_BETWEEN}{_P}")
_Z = re.compile(rf"(?<![A-Za-z\d])(?P<name>[zZ])\s*=\s*(?P<stat>{_SIGNED}){_BETWEEN}{_P}")
_TO = r"\s*(?:to|-|,|~|and)\s*"
_RATIO = re.compile(
    rf"(?<![A-Za-z])(?:a?(?:OR|HR|RR)|[Oo]dds ratio|[Hh]azard ratio|[Rr]elative risk)s?\s*(?:=|:|of|was)?\s*"
    rf"(?P<or>{_N})\s*[,;]?\s*(?=[(\[]|9\d)[(\[]?\s*"
    rf"(?:(?P<level>9[059](?:\.\d)?)\s*%\s*(?:CI|confidence interval)?\s*[:,=]?\s*)?[(\[]?\s*"
    rf"(?P<low>{_N}){_TO}(?P<high>{_N})\s*[)\]]?(?:\s*[,;(]?\s*{_P})?"
)
_COUNT = re.compile(
    rf"(?<![\d.,/])(?P<k>{_WHOLE})\s*(?:/|(?:out\s+)?of\s+(?:the\s+|all\s+)?)\s*(?P<n>{_WHOLE})(?:\s+[^\W\d]+){{0,4}}\s*"
    rf"\(\s*(?P<pct>{_N})\s*%"
)
_SHARE = re.compile(
    rf"(?<![\d.])(?P<pct>{_N})\s*%\s*\(\s*(?P<k>{_WHOLE})\s*(?:/|(?:out\s+)?of\s+(?:the\s+|all\s+)?)\s*(?P<n>{_WHOLE})\s*[),;]"
)
_ONE_SIDED = re.compile(r"one[\s-]+(?:tailed|sided)", re.IGNORECASE)
_NOT_WALD = re.compile(r"profile|penali[sz]ed|Firth|exact\s+(?:confidence|interval|logistic)", re.IGNORECASE)


def draft(text: str, alpha: float = 0.05) -> pd.DataFrame:
    """Check every result in a draft that is printed in a form known here.

    Found are t, F, r and chi-square with degrees of freedom, z, each with P; counts with percentages
    (``132 of 244 (54.10%)``); odds ratios with interval and P. Labels are line numbers.

    Parameters
    ----------
    text : str
        The draft: plain text or markdown.
    alpha : float
        Level at which results are called significant.

    Returns
    -------
    pandas.DataFrame
        Columns as of `burnout.consistency.check`, in the order of the text.
    """
    flat, starts, lines = _flat(tidy(text))
    return frame(_in_order(flat, alpha, lambda place: f"line {lines[bisect_right(starts, place) - 1]}"))


def tidy(text: str) -> str:
    """A draft without emphasis marks, tags and full-width characters; its lines stay."""
    text = re.sub(r"</?(?:sup|sub|i|em|b|strong|span)\b[^<>]{0,80}>", "", text)
    text = re.sub(r"\\chi\b", "\u03c7", text).replace("\\", "")
    text = re.sub(r"\^\{?2\}?\^?", "2", re.sub(r"[*$]", "", text))
    text = re.sub(r"(?<![A-Za-z\d])_([A-Za-z]|\u03c7\u00b2?)_(?![A-Za-z\d])", r"\1", text)
    return plain(text).replace("{,}", ",")


def _flat(text: str) -> tuple[str, list[int], list[int]]:
    """Words with one space between them, where each word begins, and on which line it stood (patterns stay quick)."""
    words, starts, lines = [], [0], [1]
    place = 0
    for number, line in enumerate(text.split("\n"), start=1):
        for word in line.split():
            words.append(word)
            starts.append(place)
            lines.append(number)
            place += len(word) + 1
    return " ".join(words), starts, lines


def _in_order(text: str, alpha: float, line_of: Callable[[int], str]) -> Iterator[Finding]:
    taken: list[tuple[int, int]] = []
    found: list[tuple[int, list[Finding]]] = []
    not_wald = _NOT_WALD.search(text) is not None
    readers: list[tuple[re.Pattern[str], Callable[[re.Match[str], str], list[Finding]]]] = [
        (_WITH_DF, lambda match, label: [_test(match, text, alpha, label)]),
        (_DF_AFTER, lambda match, label: [_test(match, text, alpha, label)]),
        (_Z, lambda match, label: [_test(match, text, alpha, label)]),
        (_NO_DF, lambda match, label: [_without_df(match, label)]),
        (_RATIO, lambda match, label: _ratio(match, alpha, not not_wald, label)),
        (_COUNT, _share),
        (_SHARE, _share),
    ]
    for pattern, reader in readers:
        for match in pattern.finditer(text):
            start, end = match.span()
            if any(start < other_end and end > other_start for other_start, other_end in taken):
                continue
            taken.append((start, end))
            label = line_of(start)
            try:
                found.append((start, reader(match, label)))
            except DataError as error:
                found.append((start, [_impossible(match, error, label)]))
    for _, findings in sorted(found, key=lambda pair: pair[0]):
        yield from findings


def _test(match: re.Match[str], text: str, alpha: float, label: str) -> Finding:
    parts = match.groupdict()
    df = [parts[key] for key in ("df", "df2") if parts.get(key)]
    around = text[max(match.start() - 60, 0) : match.end() + 60]
    tails = 1 if _ONE_SIDED.search(around) else 2
    return p_value(_kind(parts["name"]), parts["stat"].replace(" ", ""), df, parts["p"], tails, alpha, label)


def _kind(name: str) -> Test:
    if name in ("t", "F", "r"):
        return name  # type: ignore[return-value]
    return "z" if name in ("z", "Z") else "chi-square"


def _without_df(match: re.Match[str], label: str) -> Finding:
    note = "Degrees of freedom are not printed with it, so P cannot be checked."
    return Finding("p value", label, _as_found(match), float("nan"), "not checked", note)


def _ratio(match: re.Match[str], alpha: float, wald: bool, label: str) -> list[Finding]:
    level = float(match["level"] or 95) / 100
    return odds_ratio(match["or"], match["low"], match["high"], match["p"], level, wald, alpha, label)


def _share(match: re.Match[str], label: str) -> list[Finding]:
    number, n = (int(match[key].replace(",", "")) for key in ("k", "n"))
    if number > n and "/" in match[0]:
        return []
    return [count(number, f"{match['pct']}%", n, label)]


def _impossible(match: re.Match[str], error: DataError, label: str) -> Finding:
    problem = error.problems[0]
    note = f"It cannot be: {problem.found}; allowed: {problem.allowed}."
    kind = next(
        (kind for group, kind in (("or", "odds ratio"), ("k", "count")) if group in match.groupdict()), "p value"
    )
    return Finding(kind, label, _as_found(match), float("nan"), "inconsistent", note)


def _as_found(match: re.Match[str]) -> str:
    return re.sub(r"\s+", " ", match[0]).strip()
