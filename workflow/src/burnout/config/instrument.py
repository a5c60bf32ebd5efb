"""The instrument file: scoring keys, cut-off sets and missing-item rules, each with its source."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from burnout.config.base import Closed, Name, Slug, Text

Certainty = Literal["source", "general knowledge", "inference", "assumption"]

SAMPLE = "sample"
"""Norms of this name are the participants themselves at the first occasion."""


class Cited(Closed):
    """Something taken from the literature."""

    source: Text = Field(description="Where it comes from, in words.")
    cite: list[str] = Field(default=[], description="Keys in the bibliography, cited in the manuscript.")
    certainty: Certainty = Field(description="How sure we are of it.")
    note: str | None = Field(default=None, description="A warning or remark that goes with its use.")


class Recode(Closed):
    """Answers of some items replaced by points before scoring."""

    items: list[int] | Literal["all"] = Field(description="Item numbers, or all.")
    points: dict[int, float] = Field(description="Answer to points.")


class Scale(Closed):
    """One scale (dimension) of an instrument."""

    label: Text = Field(description="Name in tables and text.")
    abbreviation: str | None = Field(default=None, description="Short form, for example EE.")
    items: list[int] = Field(min_length=1, description="Item numbers.")
    reverse: list[int] = Field(default=[], description="Items scored low + high - answer.")
    score: Literal["sum", "mean"] = Field(description="Sum or mean of the items.")
    multiply: float = Field(default=1, gt=0, description="The sum or mean is multiplied by this, for example to 0-100.")
    higher_is: Literal["worse", "better"] = Field(description="What a high score means.")
    total: bool = Field(default=False, description="A total over items that also stand in other scales.")


class Term(Closed):
    """One scale in a weighted composite."""

    scale: Name = Field(description="Scale name.")
    weight: float = Field(description="Weight of the scale's item mean.")
    reversed: bool = Field(default=False, description="Use (highest answer - item mean) instead of the mean.")


class Composite(Cited):
    """A weighted sum of scale means."""

    label: Text = Field(description="Name in tables and text.")
    higher_is: Literal["worse", "better"] = Field(description="What a high score means.")
    terms: list[Term] = Field(min_length=1, description="The scales and their weights.")


class Key(Cited):
    """A scoring key: which items make which scale."""

    label: Text = Field(description="Name of the key.")
    recode: list[Recode] = Field(default=[], description="Answers replaced by points before scoring.")
    scales: dict[Name, Scale] = Field(min_length=1, description="The scales.")
    composites: dict[Name, Composite] = Field(default={}, description="Weighted composites of scale means.")


class Limited(Closed):
    """Something with at most one limit."""

    at_least: float | None = Field(default=None, description="Score >= this.")
    above: float | None = Field(default=None, description="Score > this.")
    at_most: float | None = Field(default=None, description="Score <= this.")
    below: float | None = Field(default=None, description="Score < this.")

    def limits(self) -> dict[str, float]:
        """The limits that are set, by name."""
        names = ("at_least", "above", "at_most", "below")
        return {n: v for n in names if (v := getattr(self, n)) is not None}

    @model_validator(mode="after")
    def _one_limit(self) -> Limited:
        if len(self.limits()) > 1:
            raise ValueError("a band or boundary has at most one of at_least, above, at_most, below")
        return self


class Band(Limited):
    """One band of a scale. The first band has no limit; a score belongs to the last band whose limit it meets."""

    label: Text = Field(description="Name of the band.")


class Bands(Closed):
    """The bands of one scale or composite, from best to worst."""

    on: Literal["score", "sum", "mean", "t"] = Field(
        default="score",
        description="Compare with the score as keyed, with the sum or mean of the items, or with the T score.",
    )
    bands: list[Band] = Field(min_length=2, description="From the best to the worst.")

    @model_validator(mode="after")
    def _first_is_open(self) -> Bands:
        if self.bands[0].limits() or any(not b.limits() for b in self.bands[1:]):
            raise ValueError("the first band has no limit, each later band has exactly one")
        return self


class Grade(Closed):
    """An overall grade: the number of scales in a critical band."""

    label: Text = Field(description="Name in tables and text.")
    critical: dict[Name, list[str]] = Field(description="Scale to the bands that count.")
    levels: list[Text] = Field(min_length=2, description="Grades for 0, 1, 2 ... scales in a critical band.")

    @model_validator(mode="after")
    def _one_level_per_count(self) -> Grade:
        if len(self.levels) != len(self.critical) + 1:
            raise ValueError("levels needs one more entry than critical has scales (0, 1, 2 ...)")
        return self


class Moments(Closed):
    """Mean and standard deviation of a scale in a reference group."""

    mean: float = Field(description="Mean.")
    sd: float = Field(gt=0, description="Standard deviation.")


class Norms(Cited):
    """Means and standard deviations of a reference group, for T scores and profiles."""

    label: Text = Field(description="The reference group, as a methods section says it.")
    on: Literal["sum", "mean"] = Field(description="Whether the figures are of item sums or of item means.")
    scales: dict[Name, Moments] = Field(min_length=1, description="Mean and standard deviation of each scale.")


class Pattern(Closed):
    """One type of a profile: the scales that are on the unfavourable side of their boundary."""

    label: Text = Field(description="Name of the type.")
    unfavourable: list[Name] = Field(default=[], description="Scales on the unfavourable side.")
    either: list[Name] = Field(default=[], description="Scales that may be on either side; all others are favourable.")


class Profile(Closed):
    """Types of people by their pattern over several scales. The first type that fits counts."""

    label: Text = Field(description="Name in tables and text.")
    boundaries: dict[Name, Limited] = Field(
        min_length=1, description="When a scale is unfavourable, in standard deviations from the mean of the norms."
    )
    types: list[Pattern] = Field(min_length=1, description="The types.")
    other: Text = Field(default="Other", description="Name for all other patterns.")

    @property
    def levels(self) -> list[str]:
        """Names of the types in order, the other patterns last."""
        return [*(pattern.label for pattern in self.types), self.other]

    @model_validator(mode="after")
    def _types_fit_boundaries(self) -> Profile:
        if open_ended := [scale for scale, limit in self.boundaries.items() if not limit.limits()]:
            raise ValueError(f"profile.boundaries: {open_ended} need one of at_least, above, at_most, below")
        for pattern in self.types:
            if unknown := sorted({*pattern.unfavourable, *pattern.either} - set(self.boundaries)):
                raise ValueError(f"profile type {pattern.label!r} names {unknown}, which have no boundary")
            if both := sorted(set(pattern.unfavourable) & set(pattern.either)):
                raise ValueError(f"profile type {pattern.label!r} has {both} both as unfavourable and as either")
        if len(set(self.levels)) != len(self.levels):
            raise ValueError("two types of the profile have the same name")
        return self


class CutoffSet(Cited):
    """A set of cut-offs, kept apart from the key since published studies mix them."""

    label: Text = Field(description="Name of the set.")
    keys: list[Name] | None = Field(default=None, description="Scoring keys it may be used with; any when not given.")
    scales: dict[Name, Bands] = Field(default={}, description="Bands of each scale or composite.")
    grade: Grade | None = Field(default=None, description="Overall grade from the bands.")
    profile: Profile | None = Field(default=None, description="Types by the pattern over several scales.")
    norms: Name | None = Field(
        default=None,
        description="Reference of T scores and of the profile: norms of this file, or 'sample' for the participants "
        "themselves at the first occasion.",
    )

    @property
    def standardised(self) -> set[str]:
        """Scales that are compared with the norms."""
        on_t = {scale for scale, bands in self.scales.items() if bands.on == "t"}
        return on_t | set(self.profile.boundaries if self.profile else ())

    @model_validator(mode="after")
    def _has_something(self) -> CutoffSet:
        if not self.scales and self.profile is None:
            raise ValueError("a cut-off set needs scales or a profile")
        if self.standardised and self.norms is None:
            raise ValueError("a profile, and bands on t, need norms")
        return self

    @model_validator(mode="after")
    def _grade_counts_known_bands(self) -> CutoffSet:
        for scale, labels in (self.grade.critical if self.grade else {}).items():
            known = [band.label for band in self.scales[scale].bands] if scale in self.scales else []
            unknown = sorted(set(labels) - set(known))
            if not known or unknown:
                raise ValueError(f"grade.critical.{scale} names {unknown or 'a scale'} that the set has no bands for")
        return self


class MissingRule(Cited):
    """What happens to a scale when items are not answered."""

    label: Text = Field(description="Name of the rule, as a methods section says it.")
    max_missing_share: float = Field(
        ge=0, lt=1, description="Largest share of a scale's items that may be missing; beyond it there is no score."
    )
    minimum_answered: dict[Name, Annotated[int, Field(ge=1)]] = Field(
        default={},
        description="Scale to the smallest number of its items that must be answered; decides for these scales instead "
        "of max_missing_share.",
    )
    stand_in: Literal["mean", "lowest"] = Field(
        default="mean",
        description="What stands for a missing item: the person's mean of the scale's answered items, "
        "or the lowest answer.",
    )


class Answers(Closed):
    """The range of an answer."""

    low: int = Field(description="Lowest answer.")
    high: int = Field(description="Highest answer.")
    words: str | None = Field(default=None, description="What the ends mean, in our own words.")

    @model_validator(mode="after")
    def _ordered(self) -> Answers:
        if self.high <= self.low:
            raise ValueError("high must be larger than low")
        return self


class ItemAnswers(Answers):
    """Items whose answers have a range of their own, for example counts."""

    items: list[int] = Field(min_length=1, description="Item numbers.")


class Instrument(Closed):
    """A questionnaire with its keys, cut-off sets and missing-item rules. No item wordings."""

    instrument: Slug = Field(description="Name of the instrument; also the name of its file.")
    name: Text = Field(description="Full name.")
    abbreviation: Text = Field(description="Customary short form.")
    items: int = Field(ge=1, description="Number of items.")
    answers: Answers = Field(description="The range of an answer.")
    item_answers: list[ItemAnswers] = Field(default=[], description="Items with a range of their own.")
    about: Text = Field(description="One or two sentences for a methods section.")
    cite: list[str] = Field(default=[], description="Keys in the bibliography for the instrument itself.")
    licence: Text = Field(description="Who owns it and what may be done with it.")
    default_key: Name = Field(description="Key used when the study file names none.")
    keys: dict[Name, Key] = Field(min_length=1, description="Scoring keys.")
    cutoffs: dict[Name, CutoffSet] = Field(default={}, description="Cut-off sets.")
    missing_rules: dict[Name, MissingRule] = Field(min_length=1, description="Missing-item rules.")
    norms: dict[Name, Norms] = Field(default={}, description="Reference groups for T scores and profiles.")

    def answers_of(self, item: int) -> Answers:
        """The range of an item's answers: its own, else that of the instrument."""
        return next((own for own in self.item_answers if item in own.items), self.answers)

    def norms_for(self, key_name: str | None) -> list[str]:
        """Names of the norms that may be used with a key (the default key when None), 'sample' first."""
        key = self.keys.get(key_name or self.default_key)
        return [SAMPLE, *(name for name, norms in self.norms.items() if key and set(norms.scales) <= set(key.scales))]

    def cutoffs_for(self, key_name: str | None) -> list[str]:
        """Names of the cut-off sets that may be used with a key (the default key when None)."""
        key_name = key_name or self.default_key
        key = self.keys.get(key_name)
        return [name for name, cutoffs in self.cutoffs.items() if key and cutoffs_fit(cutoffs, key, key_name)]

    @model_validator(mode="after")
    def _names_and_items_exist(self) -> Instrument:
        if self.default_key not in self.keys:
            raise ValueError(f"default_key {self.default_key!r} is not among keys {sorted(self.keys)}")
        for name, cutoffs in self.cutoffs.items():
            if not any(cutoffs_fit(cutoffs, key, key_name) for key_name, key in self.keys.items()):
                raise ValueError(f"cutoffs.{name} fits none of the keys {sorted(self.keys)}")
        for name, key in self.keys.items():
            _check_recode(self, f"keys.{name}.recode", key)
            for scale_name, scale in key.scales.items():
                _check_scale(self, f"keys.{name}.scales.{scale_name}", scale)
            for composite_name, composite in key.composites.items():
                unknown = {t.scale for t in composite.terms} - set(key.scales)
                if unknown:
                    raise ValueError(f"keys.{name}.composites.{composite_name} names unknown scales {sorted(unknown)}")
        return self

    @model_validator(mode="after")
    def _norms_and_rules_fit(self) -> Instrument:
        _check_item_answers(self)
        if SAMPLE in self.norms:
            raise ValueError(f"norms.{SAMPLE}: this name means the participants themselves; choose another")
        for name, norms in self.norms.items():
            if not any(set(norms.scales) <= set(key.scales) for key in self.keys.values()):
                raise ValueError(f"norms.{name} fits none of the keys {sorted(self.keys)}")
        for name, cutoffs in self.cutoffs.items():
            _check_norms(self, f"cutoffs.{name}", cutoffs)
        for name, rule in self.missing_rules.items():
            _check_minimum(self, f"missing_rules.{name}.minimum_answered", rule)
        return self


def cutoffs_fit(cutoffs: CutoffSet, key: Key, key_name: str) -> bool:
    """Whether a cut-off set may be used with a key: it names the key (or none), and the key has its scales."""
    named = cutoffs.keys is None or key_name in cutoffs.keys
    return named and set(cutoffs.scales) <= {*key.scales, *key.composites} and cutoffs.standardised <= set(key.scales)


def _check_item_answers(instrument: Instrument) -> None:
    items = [item for own in instrument.item_answers for item in own.items]
    if beyond := [i for i in items if not 1 <= i <= instrument.items]:
        raise ValueError(f"item_answers: {beyond} are not item numbers 1 to {instrument.items}")
    if len(set(items)) != len(items):
        raise ValueError("item_answers: an item stands twice")
    if recoded := sorted(set(items) & {i for key in instrument.keys.values() for i in recoded_items(instrument, key)}):
        raise ValueError(f"item_answers: {recoded} are recoded by a key, which needs the instrument's own range")
    filling = [
        n
        for n, r in instrument.missing_rules.items()
        if r.stand_in == "mean" and (r.max_missing_share or r.minimum_answered)
    ]
    if items and filling:
        raise ValueError(
            f"missing_rules.{filling[0]}: a person's mean cannot stand for an item with a range of its own"
        )


def _check_norms(instrument: Instrument, place: str, cutoffs: CutoffSet) -> None:
    if cutoffs.norms is None or cutoffs.norms == SAMPLE:
        return
    if cutoffs.norms not in instrument.norms:
        raise ValueError(f"{place}.norms: {cutoffs.norms!r} is not among {[SAMPLE, *instrument.norms]}")
    if unknown := sorted(cutoffs.standardised - set(instrument.norms[cutoffs.norms].scales)):
        raise ValueError(f"{place}.norms: {cutoffs.norms!r} has no figures for {unknown}")


def _check_minimum(instrument: Instrument, place: str, rule: MissingRule) -> None:
    for scale, least in rule.minimum_answered.items():
        sizes = [len(key.scales[scale].items) for key in instrument.keys.values() if scale in key.scales]
        if not sizes:
            raise ValueError(f"{place}.{scale}: no key has this scale")
        if least > min(sizes):
            raise ValueError(f"{place}.{scale}: {least} is more than the scale's {min(sizes)} items")


def recoded_items(instrument: Instrument, key: Key) -> set[int]:
    """Numbers of the items whose answers a key replaces by points."""
    every = range(1, instrument.items + 1)
    return {n for recode in key.recode for n in (every if recode.items == "all" else recode.items)}


def _check_scale(instrument: Instrument, place: str, scale: Scale) -> None:
    beyond = [i for i in scale.items if not 1 <= i <= instrument.items]
    if beyond:
        raise ValueError(f"{place}.items: {beyond} are not item numbers 1 to {instrument.items}")
    if len(set(scale.items)) != len(scale.items):
        raise ValueError(f"{place}.items: an item stands twice")
    if not set(scale.reverse) <= set(scale.items):
        raise ValueError(f"{place}.reverse: {sorted(set(scale.reverse) - set(scale.items))} are not items of the scale")


def _check_recode(instrument: Instrument, place: str, key: Key) -> None:
    seen: set[int] = set()
    answers = set(range(instrument.answers.low, instrument.answers.high + 1))
    for recode in key.recode:
        items = range(1, instrument.items + 1) if recode.items == "all" else recode.items
        if beyond := [i for i in items if not 1 <= i <= instrument.items]:
            raise ValueError(f"{place}: {beyond} are not item numbers 1 to {instrument.items}")
        if twice := sorted(seen & set(items)):
            raise ValueError(f"{place}: items {twice} are recoded twice")
        if set(recode.points) != answers:
            raise ValueError(f"{place}: points must be given for each of the answers {sorted(answers)}")
        seen |= set(items)
