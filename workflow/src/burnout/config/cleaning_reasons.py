"""What rules of cleaning are called in flow, findings and methods."""

from __future__ import annotations

from burnout.config.cleaning import Cleaning, Consistency, StraightLining

TOO_FAST = "answered too fast"
NOT_THERE = "not there at every occasion"


def changes(label: str) -> str:
    """Reason of rows whose id has two values of what cannot change."""
    return f"{label} changes between occasions"


def contradiction(rule: Consistency) -> str:
    """Reason of rows that break a rule of consistency."""
    return f"contradictory answers: {rule.label}"


def failed_attention(rules: Cleaning, place: int) -> str:
    """Reason of rows that fail an attention item."""
    several = len(rules.attention) > 1
    return "attention item failed" + (f" ({rules.attention[place].column})" if several else "")


def same_answers(rule: StraightLining) -> str:
    """Reason of rows with the same answer to every item."""
    return f"same answer to every item ({rule.instrument})"


def quality_reasons(rules: Cleaning) -> list[str]:
    """Reasons of the rules about how a row was answered, in the order in which they are applied."""
    return [
        *(contradiction(rule) for rule in rules.consistency),
        *(failed_attention(rules, i) for i in range(len(rules.attention))),
        *([TOO_FAST] if rules.answer_time else []),
        *(same_answers(rule) for rule in rules.straight_lining),
    ]
