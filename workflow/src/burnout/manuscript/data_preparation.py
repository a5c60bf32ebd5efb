"""How rows were checked and which were set aside: the rules in words, from the study file; counts, from the tables."""

from __future__ import annotations

from functools import partial

from burnout.config.cleaning import Cleaning, Comparison, Linkage
from burnout.config.cleaning_reasons import NOT_THERE, TOO_FAST, changes, contradiction, failed_attention, same_answers
from burnout.language import joined, say
from burnout.manuscript.material import Source
from burnout.manuscript.numbers import count, decimal, listing, lower_first, percent, percent_interval
from burnout.manuscript.pipe import literal


def _done(action: str) -> str:
    """What was done with records that break a rule."""
    words = {
        "stop": say("would have stopped the analysis"),
        "quarantine": say("were excluded"),
        "flag": say("were kept and listed"),
    }
    return words[action]


def preparation(source: Source) -> str:
    """The paragraph of the methods on data preparation: every rule that was applied, and none that was not."""
    rules = source.study.cleaning
    said = [*_double_entry(source), *_fixed(source, rules), *_quality(source, rules)]
    return joined([*said, *(_linkage(source, rules.linkage) if rules.linkage else [])])


def _fixed(source: Source, rules: Cleaning) -> list[str]:
    """Identifiers that stand twice, values out of range, incomplete records, exclusions."""
    actions = {
        "stop": say("stopped the analysis"),
        "quarantine": say("led to exclusion"),
        "blank": say("were treated as missing"),
    }
    first = say("were excluded, keeping the first") if rules.duplicates == "quarantine" else actions["stop"]
    texts = [
        say("The rules were fixed in the study file before analysis and applied by program."),
        say(
            "Records with an identifier that stands twice {duplicates}; values outside the allowed range {outside}.",
            duplicates=first,
            outside=actions[rules.out_of_range],
        ),
    ]
    if rules.minimum_answered:
        texts.append(
            say(
                "Records with less than {share}% of a questionnaire's items answered were excluded as incomplete.",
                share=decimal(100 * rules.minimum_answered, 0),
            )
        )
    if rules.required:
        labels = [lower_first(source.label(name)) for name in rules.required]
        texts.append(say("Records without an answer to {questions} were excluded.", questions=listing(labels, "or")))
    if rules.exclude:
        texts.append(
            say("Also excluded: {reasons}.", reasons=listing([literal(rule.reason) for rule in rules.exclude]))
        )
    return texts


def _double_entry(source: Source) -> list[str]:
    """Forms that were entered twice, with the error rate."""
    texts = []
    for i, row in enumerate(source.results.table("double_entry").itertuples()):
        put = partial(_put, source, f"double-entry.n{i}")
        if row.status != "ok":
            continue
        rate = put("rate", percent(row.error_percent))
        limits = put("interval", percent_interval(row.conf_low, row.conf_high))
        text = say(
            "The forms were entered twice; of {compared} fields compared in {records} records, {fields} differed "
            "({rate}, 95% confidence interval {limits})",
            compared=put("compared", count(row.compared)),
            records=put("records", count(row.records)),
            fields=put("fields", count(row.differing_fields)),
            rate=rate,
            limits=limits,
        )
        lone = row.only_first + row.only_second
        if lone:
            text += say("; records in one of the entries only: {n}", n=put("lone", count(lone)))
        if row.adjudicated:
            text += say("; differences adjudicated: {n}", n=put("decided", count(row.adjudicated)))
        if row.open:
            text += say("; not adjudicated, the first entry being taken: {n}", n=put("open", count(row.open)))
        texts.append(say("{sentence}.", sentence=text))
    return texts


def _put(source: Source, start: str, key: str, text: str) -> str:
    return source.values.put(f"{start}.{key}", text)


def _quality(source: Source, rules: Cleaning) -> list[str]:
    texts = []
    for rule in rules.consistency:
        what = literal(rule.label)
        if rule.compare:
            what = say("{rule} ({comparison})", rule=what, comparison=_comparison(source, rule.compare))
        done, number = _done(rule.action), _n(source, contradiction(rule))
        texts.append(say("Records that contradict the rule “{rule}” {done}{n}.", rule=what, done=done, n=number))
    for i, rule in enumerate(rules.attention):
        number = _n(source, failed_attention(rules, i))
        texts.append(
            say(
                "Records with another answer to an attention item than it asks for {done}{n}.",
                done=_done(rule.action),
                n=number,
            )
        )
    if rules.answer_time:
        time, number = rules.answer_time, _n(source, TOO_FAST)
        limits = [say("{n} seconds", n=f"{time.below:g}")] if time.below else []
        if time.below_median:
            limits.append(say("{share}% of the median time", share=decimal(100 * time.below_median, 0)))
        limit, done = listing(limits, "or"), _done(time.action)
        texts.append(say("Records answered in less than {limit} {done}{n}.", limit=limit, done=done, n=number))
    for rule in rules.straight_lining:
        use = source.study.instruments[rule.instrument]
        texts.append(
            say(
                "Records with one and the same answer to every item of the {questionnaire} {done}{n}.",
                questionnaire=literal(source.instruments[use.instrument].abbreviation),
                done=_done(rule.action),
                n=_n(source, same_answers(rule)),
            )
        )
    return texts


def _comparison(source: Source, rule: Comparison) -> str:
    words = {
        "at_least": say("at least"),
        "above": say("more than"),
        "at_most": say("at most"),
        "below": say("less than"),
        "equal": say("equal to"),
        "different": say("different from"),
    }
    plus = ""
    if rule.plus:
        size = f"{abs(rule.plus):g}"
        plus = say(" plus {n}", n=size) if rule.plus > 0 else say(" minus {n}", n=size)
    left, right = (lower_first(source.label(name)) for name in (rule.left, rule.right))
    return say("{left} {relation} {right}{plus}", left=left, relation=words[rule.is_], right=right, plus=plus)


def _linkage(source: Source, rules: Linkage) -> list[str]:
    texts = []
    for name in rules.unchanging:
        texts.append(
            say(
                "Records of an identifier whose {variable} differs between occasions {done}{n}.",
                variable=lower_first(source.label(name)),
                done=_done(rules.changed),
                n=_n(source, changes(source.study.variables[name].label)),
            )
        )
    if rules.unmatched:
        wanted = [o for o in source.study.occasions if rules.occasions is None or o in rules.occasions]
        texts.append(
            say(
                "Records of people who were not there at every occasion ({occasions}) {done}{n}.",
                occasions=listing([lower_first(literal(source.study.occasions[o].label)) for o in wanted]),
                done=_done(rules.unmatched),
                n=_n(source, NOT_THERE),
            )
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
    return say(" (n = {n})", n=source.values.put(f"{key}.r{place}", count(found["n"].sum())))
