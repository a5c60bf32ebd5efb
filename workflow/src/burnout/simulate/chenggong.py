"""Demonstration data of study `chenggong`: a survey of public-health workers entered with EpiData 3.1.

Who answers what in the general questionnaire, and everybody's bands, stand in `chenggong_table.py`, which
`chenggong_search.py` found. Here the 15 items are drawn so that they fall into those bands, the faults that cleaning
is to find are put on top, and the files are written.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import NormalDist

from burnout.simulate.chenggong_entry import SHEET, enter
from burnout.simulate.chenggong_factors import CENTRES, FACTORS, HOURS_FIELD
from burnout.simulate.chenggong_readme import README
from burnout.simulate.chenggong_table import PERSONS
from burnout.simulate.draws import Draws, answers_with_sum
from burnout.simulate.epidata import EpiField, Value, chk_bytes, rec_bytes
from burnout.simulate.files import checksums, write_csv, write_text

SEED = 20260615
MISSING, MISSING_HOURS = 9, 99
FILE_LABEL = "SYNTHETIC demonstration data 合成演示数据"


@dataclass(frozen=True)
class Scale:
    """One dimension of the MBI-GS: its items, and the sums of each band with their mean and standard deviation."""

    items: range
    bands: tuple[tuple[int, int, float, float], ...]
    towards: float
    offsets: tuple[float, ...]
    noise: float


SCALES = (
    Scale(range(1, 6), ((0, 10, 6, 3.5), (11, 15, 13, 2), (16, 30, 18, 3.5)), 1, (0.5, 0.3, 0.1, -0.2, -0.7), 0.9),
    Scale(range(6, 10), ((0, 5, 2.5, 2), (6, 10, 8, 2), (11, 24, 13, 3)), 1, (0.4, 0.0, -0.1, -0.3), 1.15),
    Scale(
        range(10, 16), ((30, 36, 32, 2), (24, 29, 27, 2), (0, 23, 18, 4)), -1, (0.2, 0.1, 0.3, -0.4, -0.3, 0.1), 1.15
    ),
)
"""Exhaustion, depersonalisation, accomplishment; a band is (lowest sum, highest sum, mean, standard deviation)."""


@dataclass(frozen=True)
class Person:
    """One record: what was answered, before it is written."""

    bands: tuple[int, ...]
    centre: int
    hours: int
    codes: tuple[int, ...]
    items: tuple[int, ...] = ()
    consent: int = 1
    remark: str | None = None
    id: str = ""


def read_table(table: str = PERSONS) -> list[Person]:
    """The persons that the search found."""
    people = []
    for line in table.split("\n"):
        if line:
            bands, centre, hours, codes = line.split()
            people.append(Person(tuple(map(int, bands)), int(centre), int(hours), tuple(map(int, codes))))
    return people


def draw_sums(people: Sequence[Person], draws: Draws) -> list[list[int]]:
    """The three sums of everybody, inside their bands and related to one another."""
    strain = [sum(band == 3 for band in p.bands) + draws.normal(0, 1) for p in people]
    sums = [[0] * len(SCALES) for _ in people]
    for s, scale in enumerate(SCALES):
        latent = [scale.towards * strain[i] + draws.normal(0, 0.8) for i in range(len(people))]
        for band, (low, high, mean, sd) in enumerate(scale.bands, start=1):
            members = sorted((i for i, p in enumerate(people) if p.bands[s] == band), key=lambda i: (latent[i], i))
            normal = NormalDist(mean, sd)
            bottom, top = normal.cdf(low - 0.5), normal.cdf(high + 0.5)
            for rank, i in enumerate(members):
                share = bottom + (top - bottom) * (rank + 0.5) / len(members)
                sums[i][s] = min(max(round(normal.inv_cdf(share)), low), high)
    return sums


def draw_items(people: Sequence[Person], draws: Draws) -> list[Person]:
    """Everybody with answers to the 15 items."""
    answered = []
    for person, sums in zip(people, draw_sums(people, draws), strict=True):
        items: list[int] = []
        for scale, total in zip(SCALES, sums, strict=True):
            items += answers_with_sum(draws, total, scale.offsets, 0, 6, scale.noise)
        answered.append(replace(person, items=tuple(items)))
    return answered


def band_of(scale: Scale, total: float) -> int:
    """Band (1 mild, 2 moderate, 3 severe) of a sum; a sum between two bands is in the milder one."""
    limits = [low if scale.towards > 0 else high for low, high, _, _ in scale.bands[1:]]
    return 1 + sum(scale.towards * total >= scale.towards * limit for limit in limits)


def leave_out_item(person: Person, item: int) -> Person | None:
    """The person with one item not answered; nothing when prorating would change the band or the sum by much."""
    s = next(s for s, scale in enumerate(SCALES) if item in scale.items)
    scale = SCALES[s]
    rest = [person.items[n - 1] for n in scale.items if n != item]
    prorated = sum(rest) / len(rest) * len(scale.items)
    near = (band_of(scale, prorated + shift) == person.bands[s] for shift in (-1.5, 0, 1.5))
    if not all(near):
        return None
    return with_item(person, item, MISSING)


def with_item(person: Person, item: int, answer: int) -> Person:
    """The person with another answer to one item."""
    items = list(person.items)
    items[item - 1] = answer
    return replace(person, items=tuple(items))


SCATTERED = {"ethnicity": 3, "marital": 3, "contract": 2, "post": 4}
"""Missing codes scattered over factors that are in no model, and how many."""

SINGLE_ITEMS = (2, 5, 11, 13, 14)
"""Items that one person each did not answer: one of five or of six items of a scale, which prorating allows."""


def scatter_missing(people: Sequence[Person], draws: Draws) -> list[Person]:
    """The people with a few missing codes; nobody gets two."""
    changed = list(people)
    order = draws.order(range(len(people)))
    for name, count in SCATTERED.items():
        at = next(i for i, factor in enumerate(FACTORS) if factor.name == name)
        for _ in range(count):
            i = order.pop()
            codes = list(changed[i].codes)
            codes[at] = MISSING
            changed[i] = replace(changed[i], codes=tuple(codes))
    for _ in range(2):
        i = order.pop()
        changed[i] = replace(changed[i], hours=MISSING_HOURS)
    for item in SINGLE_ITEMS:
        i = next(i for i in reversed(order) if leave_out_item(people[i], item) is not None)
        order.remove(i)
        changed[i] = leave_out_item(people[i], item) or people[i]
    return changed


def is_complete(person: Person) -> bool:
    """Whether nothing is missing, withdrawn or impossible."""
    possible = max(person.items) <= 6 and MISSING not in person.codes and person.hours != MISSING_HOURS
    return possible and person.consent == 1


def number(people: Sequence[Person]) -> list[Person]:
    """The people with ids: letter of the centre and a running number, in the order of the centres."""
    seen: Counter[int] = Counter()
    numbered = []
    for person in sorted(people, key=lambda p: p.centre):
        seen[person.centre] += 1
        numbered.append(replace(person, id=f"{'ABCDEFGHI'[person.centre - 1]}{seen[person.centre]:03d}"))
    return numbered


def draw_extra(people: Sequence[Person], draws: Draws) -> list[Person]:
    """Five more persons who will not be analysed: two with an impossible answer, one withdrawn, two incomplete."""
    extra = [replace(draws.choice(people), codes=draws.choice(people).codes) for _ in range(5)]
    for i, item in ((0, 3), (1, 12)):
        extra[i] = with_item(extra[i], item, 8)
    extra[2] = replace(extra[2], consent=2, remark="本人要求撤回")
    for i, unanswered in ((3, (4, 5, 8, 9, 12)), (4, (7, 8, 9, 13, 14, 15))):
        for item in unanswered:
            extra[i] = with_item(extra[i], item, MISSING)
        extra[i] = replace(extra[i], remark="中途停答")
    return extra


def enter_twice(people: Sequence[Person], draws: Draws) -> list[Person]:
    """The records with three questionnaires entered a second time at the end of their centre; one differs by a slip."""
    chosen = sorted(draws.order([p for p in people if is_complete(p)])[:3], key=lambda p: p.id)
    again = [replace(p, remark="重复录入") for p in chosen]
    again[1] = with_item(again[1], 7, (again[1].items[6] + 1) % 7)
    return sorted([*people, *again], key=lambda p: p.centre)


def make_records() -> list[Person]:
    """All 252 records in the order of the file."""
    draws = Draws(SEED)
    people = scatter_missing(draw_items(read_table(), draws), draws)
    everybody = list(people)
    for person in draw_extra([p for p in people if is_complete(p)], draws):
        everybody.insert(draws.integer(0, len(everybody)), person)
    return enter_twice(number(everybody), draws)


def fields() -> list[EpiField]:
    """Fields of the EpiData file."""
    listed = [
        EpiField("ID", "调查编号", "text", 4, must_enter=True),
        EpiField("CENTER", "所在机构", codes=dict(enumerate(CENTRES, start=1)), must_enter=True),
        EpiField("CONSENT", "知情同意", codes={1: "同意", 2: "已撤回"}, must_enter=True),
    ]
    for factor in FACTORS:
        listed.append(EpiField(factor.field, factor.label, codes=dict(enumerate(factor.levels, start=1)), missing=9))
    listed.append(EpiField(*HOURS_FIELD, length=2, range=(20, 80), missing=MISSING_HOURS))
    listed += [EpiField(f"M{n}", f"MBI-GS 条目{n}", range=(0, 6), missing=MISSING) for n in range(1, 16)]
    return [*listed, EpiField("REMARK", "备注", "text", 32)]


def as_values(person: Person) -> dict[str, Value]:
    """One record as values of the fields."""
    values: dict[str, Value] = {"ID": person.id, "CENTER": person.centre, "CONSENT": person.consent}
    values |= {factor.field: code for factor, code in zip(FACTORS, person.codes, strict=True)}
    values |= {HOURS_FIELD[0]: person.hours, "REMARK": person.remark}
    return values | {f"M{n}": answer for n, answer in enumerate(person.items, start=1)}


def write(folder: Path) -> None:
    """Write survey.rec, survey-second.rec, survey.chk, differences.csv and README.md.

    Parameters
    ----------
    folder : Path
        Where the files go.
    """
    folder.mkdir(parents=True, exist_ok=True)
    layout = fields()
    entries = enter([as_values(p) for p in make_records()], layout)
    survey, second, checks = (folder / name for name in ("survey.rec", "survey-second.rec", "survey.chk"))
    survey.write_bytes(rec_bytes(layout, entries.first, FILE_LABEL))
    second.write_bytes(rec_bytes(layout, entries.second, FILE_LABEL))
    checks.write_bytes(chk_bytes(layout))
    decided = write_csv(folder / "differences.csv", SHEET, entries.decisions)
    write_text(
        folder / "README.md",
        README.format(codebook=codebook(layout), checksums=checksums([survey, second, checks, decided], folder)),
    )


def codebook(layout: Sequence[EpiField]) -> str:
    """A markdown table of the fields."""
    names = {factor.field: factor.name for factor in FACTORS} | {"CENTER": "center", HOURS_FIELD[0]: "weekly_hours"}
    names |= {"CONSENT": "consent"}
    rows = []
    for entry in layout:
        codes = ", ".join(f"{code} {text}" for code, text in entry.codes.items())
        if entry.range is not None:
            codes = f"{entry.range[0]} to {entry.range[1]}"
        missing = "" if entry.missing is None else str(entry.missing)
        name = f"`{names[entry.name]}`" if entry.name in names else ""
        rows.append(f"| {entry.name} | {name} | {entry.label} | {codes} | {missing} |")
    head = ["| field | name in the study file | label | codes | missing |", "| --- | --- | --- | --- | --- |"]
    return "\n".join([*head, *rows])
