"""How rows were checked and which were set aside: the rules in words, from the study file; counts, from the tables."""

from __future__ import annotations

from functools import partial

from burnout.config.cleaning import Cleaning, Comparison, Linkage
from burnout.config.cleaning_reasons import NOT_THERE, TOO_FAST, changes, contradiction, failed_attention, same_answers
from burnout.manuscript.material import Source
from burnout.manuscript.numbers import count, decimal, interval, listing, lower_first, percent
from burnout.render.escape import escape

DONE = {"stop": "would have stopped the analysis", "quarantine": "were excluded", "flag": "were kept and listed"}


def preparation(source: Source) -> str:
    """The paragraph of the methods on data preparation: every rule that was applied, and none that was not."""
    rules = source.study.cleaning
    actions = {"stop": "stopped the analysis", "quarantine": "led to exclusion", "blank": "were treated as missing"}
    first = {"stop": "stopped the analysis", "quarantine": "were excluded, keeping the first"}[rules.duplicates]
    texts = [
        "The rules were fixed in the study file before analysis and applied by program.",
        f"Records with an identifier that stands twice {first}; values outside the allowed range "
        f"{actions[rules.out_of_range]}.",
    ]
    if rules.minimum_answered:
        share = decimal(100 * rules.minimum_answered, 0)
        texts.append(
            f"Records with less than {share}% of a questionnaire's items answered were excluded as incomplete."
        )
    if rules.required:
        labels = [lower_first(source.label(name)) for name in rules.required]
        texts.append(f"Records without an answer to {listing(labels, 'or')} were excluded.")
    if rules.exclude:
        texts.append(f"Also excluded: {listing([escape(rule.reason) for rule in rules.exclude])}.")
    return " ".join(
        [
            *_double_entry(source),
            *texts,
            *_quality(source, rules),
            *(_linkage(source, rules.linkage) if rules.linkage else []),
        ]
    )


def _double_entry(source: Source) -> list[str]:
    """Forms that were entered twice, with the error rate."""
    texts = []
    for i, row in enumerate(source.results.table("double_entry").itertuples()):
        put = partial(_put, source, f"double-entry.n{i}")
        if row.status != "ok":
            continue
        rate = put("rate", percent(row.error_percent))
        limits = put("interval", f"{interval(row.conf_low, row.conf_high)}%")
        text = (
            f"The forms were entered twice; of {put('compared', count(row.compared))} fields compared in "
            f"{put('records', count(row.records))} records, {put('fields', count(row.differing_fields))} differed "
            f"({rate}, 95% confidence interval {limits})"
        )
        lone = row.only_first + row.only_second
        text += f"; records in one of the entries only: {put('lone', count(lone))}" if lone else ""
        text += f"; differences adjudicated: {put('decided', count(row.adjudicated))}" if row.adjudicated else ""
        still_open = f"; not adjudicated, the first entry being taken: {put('open', count(row.open))}"
        texts.append(text + (still_open if row.open else "") + ".")
    return texts


def _put(source: Source, start: str, key: str, text: str) -> str:
    return source.values.put(f"{start}.{key}", text)


def _quality(source: Source, rules: Cleaning) -> list[str]:
    texts = []
    for rule in rules.consistency:
        what = escape(rule.label) + (f" ({_comparison(source, rule.compare)})" if rule.compare else "")
        texts.append(f"Records that contradict the rule “{what}” {DONE[rule.action]}{_n(source, contradiction(rule))}.")
    for i, rule in enumerate(rules.attention):
        number = _n(source, failed_attention(rules, i))
        texts.append(f"Records with another answer to an attention item than it asks for {DONE[rule.action]}{number}.")
    if rules.answer_time:
        time = rules.answer_time
        limits = [f"{time.below:g} seconds"] if time.below else []
        if time.below_median:
            limits.append(f"{decimal(100 * time.below_median, 0)}% of the median time")
        number = _n(source, TOO_FAST)
        texts.append(f"Records answered in less than {listing(limits, 'or')} {DONE[time.action]}{number}.")
    for rule in rules.straight_lining:
        use = source.study.instruments[rule.instrument]
        name = escape(source.instruments[use.instrument].abbreviation)
        number = _n(source, same_answers(rule))
        texts.append(f"Records with one and the same answer to every item of the {name} {DONE[rule.action]}{number}.")
    return texts


def _comparison(source: Source, rule: Comparison) -> str:
    words = {"at_least": "at least", "above": "more than", "at_most": "at most", "below": "less than"}
    words |= {"equal": "equal to", "different": "different from"}
    plus = f" {'plus' if rule.plus > 0 else 'minus'} {abs(rule.plus):g}" if rule.plus else ""
    left, right = (lower_first(source.label(name)) for name in (rule.left, rule.right))
    return f"{left} {words[rule.is_]} {right}{plus}"


def _linkage(source: Source, rules: Linkage) -> list[str]:
    texts = []
    for name in rules.unchanging:
        number = _n(source, changes(source.study.variables[name].label))
        label = lower_first(source.label(name))
        texts.append(f"Records of an identifier whose {label} differs between occasions {DONE[rules.changed]}{number}.")
    if rules.unmatched:
        number = _n(source, NOT_THERE)
        wanted = [o for o in source.study.occasions if rules.occasions is None or o in rules.occasions]
        named = listing([lower_first(escape(source.study.occasions[o].label)) for o in wanted])
        texts.append(
            f"Records of people who were not there at every occasion ({named}) {DONE[rules.unmatched]}{number}."
        )
    return texts


def _n(source: Source, reason: str) -> str:
    """How many records a rule found: `` (n = 3)``; nothing for a rule that would have stopped the run."""
    table = source.results.table("cleaning")
    if table.empty:
        return ""
    found = table[(table["rule"] == reason) & table["action"].isin(["quarantined", "flagged"])]
    if found.empty:
        return ""
    key = "cleaning." + "".join(c if c.isascii() and c.isalnum() else "-" for c in reason.lower()).strip("-")
    place = list(table["rule"]).index(reason)
    return f" (n = {source.values.put(f'{key}.r{place}', count(found['n'].sum()))})"
