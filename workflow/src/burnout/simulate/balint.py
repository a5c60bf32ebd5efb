"""Demonstration data of study `balint`: 21 oncology nurses before and after eight Balint group sessions (SPSS file).

Everything is invented. The scores are built first: differences between the occasions are drawn until the tests of the
published report come out as printed there (paired t on the 18 completers). Answers to the single items are then laid
under the scores, and the faults a real file has are put in.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from burnout.simulate.balint_readme import README
from burnout.simulate.draws import Draws, answers_with_sum, spread_by_rank
from burnout.simulate.files import checksums, write_csv, write_sav, write_text

SEED = 20240115
ENROLLED, COMPLETERS = 21, 18
TO_THE_MEAN = 0.4
"""How strongly a high score before goes with a smaller difference (a correlation)."""


@dataclass(frozen=True)
class Measure:
    """One scale: its items, and what is aimed at."""

    prefix: str
    items: tuple[int, ...]
    reverse: tuple[int, ...]
    low: int
    high: int
    mean: float
    sd: float
    load: float
    change: float
    change_sd: float
    p_limits: tuple[float, float]
    noise: float

    @property
    def limits(self) -> tuple[int, int]:
        """Smallest and largest sum."""
        return self.low * len(self.items), self.high * len(self.items)


_POSITIVE = (2, 4, 5, 9, 10, 13, 15, 16, 17, 20)
_NOT_SIGNIFICANT = (0.15, 0.60)

MEASURES = {
    "perspective_taking": Measure("J", _POSITIVE, (), 1, 7, 52, 6, 0.5, 4.4, 5.6, (0.002, 0.0085), 0.9),
    "compassionate_care": Measure(
        "J", (1, 7, 8, 11, 12, 14, 19), (1, 7, 8, 11, 12, 14, 19), 1, 7, 37, 5, 0.5, 2.8, 3.6, (0.002, 0.0085), 0.9
    ),
    "standing_in_shoes": Measure("J", (3, 6, 18), (3, 6, 18), 1, 7, 15.2, 2.4, 0.4, 1.4, 1.8, (0.002, 0.0085), 0.8),
    "satisfaction": Measure(
        "P", (3, 6, 12, 16, 18, 20, 22, 24, 27, 30), (), 1, 5, 33, 5, 0.9, 2.4, 4.8, (0.0466, 0.0474), 0.6
    ),
    "burnout": Measure(
        "P", (1, 4, 8, 10, 15, 17, 19, 21, 26, 29), (1, 4, 15, 17, 29), 1, 5, 26, 4.8, -0.9, -0.8, 3.8,
        _NOT_SIGNIFICANT, 0.6,
    ),
    "stress": Measure(
        "P", (2, 5, 7, 9, 11, 13, 14, 23, 25, 28), (), 1, 5, 26.5, 5.2, -0.95, -0.6, 3.4, _NOT_SIGNIFICANT, 0.6
    ),
    "health": Measure("G", tuple(range(1, 13)), (), 0, 3, 13, 5, -0.6, -1.0, 4.2, _NOT_SIGNIFICANT, 0.6),
}  # fmt: skip

EMPATHY = ("perspective_taking", "compassionate_care", "standing_in_shoes")


def looks_normal(differences: Sequence[float]) -> bool:
    """Whether Shapiro-Wilk's test leaves no doubt, with a margin over the usual 0.10."""
    from scipy.stats import shapiro

    return shapiro(differences).pvalue > 0.20


def paired_p(differences: Sequence[float]) -> float:
    """P of the paired t-test."""
    from scipy.stats import ttest_1samp

    return float(ttest_1samp(differences, 0).pvalue)


def _until(make: Callable[[], list[int] | None], tries: int = 20_000) -> list[int]:
    for _ in range(tries):
        if (found := make()) is not None:
            return found
    raise RuntimeError("no draw met the published figures; change the aims or the seed")


def draw_differences(draws: Draws, measure: Measure, shared: Sequence[float]) -> list[int]:
    """Whole differences after minus before whose paired t-test gives a P within the measure's limits.

    Parameters
    ----------
    draws : Draws
        Source of the draws.
    measure : Measure
        The scale.
    shared : sequence of float
        One standard normal value per person that several scales have in common.
    """
    low, high = measure.p_limits

    def make() -> list[int] | None:
        z = [0.5 * s + 0.866 * draws.normal() for s in shared]
        drawn = [round(measure.change + measure.change_sd * value) for value in z]
        t_like = sum(drawn) * measure.change
        good = t_like > 0 and low <= paired_p(drawn) < high and looks_normal(drawn)
        return drawn if good else None

    return _until(make)


def draw_scores(draws: Draws) -> dict[str, dict[str, list[int | None]]]:
    """Scores of all measures at both occasions, for the 18 completers and then the 3 who were lost.

    Returns
    -------
    dict
        Measure to {"T1": scores, "T2": scores}; None at T2 for those lost.
    """
    while True:
        shared = [draws.normal() for _ in range(COMPLETERS)]
        changes = {name: draw_differences(draws, m, shared) for name, m in MEASURES.items()}
        total = [sum(parts) for parts in zip(*(changes[name] for name in EMPATHY), strict=True)]
        if paired_p(total) < 0.008 and looks_normal(total):
            break
    for _ in range(20_000):
        scores = _place(draws, changes)
        if scores is not None and fatigued(scores, "T1") == 17 and fatigued(scores, "T2") == 15:
            return scores
    raise RuntimeError("no draw met the published figures; change the aims or the seed")


def _place(draws: Draws, changes: dict[str, list[int]]) -> dict[str, dict[str, list[int | None]]] | None:
    """Give everybody a score before and one of the differences; None when one leaves its range."""
    resilience = [draws.normal() for _ in range(ENROLLED)]
    before: dict[str, list[int]] = {}
    for name, measure in MEASURES.items():
        own = (1 - measure.load**2) ** 0.5
        latent = [measure.load * r + own * draws.normal() for r in resilience]
        before[name] = spread_by_rank(latent, measure.mean, measure.sd, *measure.limits)
    scores: dict[str, dict[str, list[int | None]]] = {}
    for group in (EMPATHY, *((name,) for name in MEASURES if name not in EMPATHY)):
        givers = _match(draws, [before[name] for name in group], [changes[name] for name in group])
        for name in group:
            after = [before[name][person] + changes[name][giver] for person, giver in enumerate(givers)]
            low, high = MEASURES[name].limits
            if min(after) < low or max(after) > high:
                return None
            scores[name] = {"T1": list(before[name]), "T2": [*after, *[None] * (ENROLLED - COMPLETERS)]}
    return scores


def _match(draws: Draws, before: list[list[int]], changes: list[list[int]]) -> list[int]:
    """Which difference each completer gets: high scores tend to rise less, as repeated measurements do."""
    level = [sum(scores) for scores in zip(*(b[:COMPLETERS] for b in before), strict=True)]
    mean = sum(level) / COMPLETERS
    spread = (sum((x - mean) ** 2 for x in level) / COMPLETERS) ** 0.5
    wish = [-TO_THE_MEAN * (x - mean) / spread + (1 - TO_THE_MEAN**2) ** 0.5 * draws.normal() for x in level]
    rise = [sum(parts) for parts in zip(*changes, strict=True)]
    by_rise = sorted(range(COMPLETERS), key=lambda i: (rise[i], i))
    by_wish = sorted(range(COMPLETERS), key=lambda i: (wish[i], i))
    giver = dict(zip(by_wish, by_rise, strict=True))
    return [giver[person] for person in range(COMPLETERS)]


def fatigued(scores: dict[str, dict[str, list[int | None]]], occasion: str) -> int:
    """Completers with at least one ProQOL scale beyond 37, 27, 17 (the rule of Chinese nursing papers)."""
    three = zip(*(scores[name][occasion][:COMPLETERS] for name in ("satisfaction", "burnout", "stress")), strict=True)
    return sum(satisfaction < 37 or burnout > 27 or stress > 17 for satisfaction, burnout, stress in three)


def lay_items(draws: Draws, scores: dict[str, dict[str, list[int | None]]]) -> dict[str, list[int | None]]:
    """Answers to the single items under the scores, as ticked on paper (before reverse scoring).

    Returns
    -------
    dict
        Column such as ``T1_P07`` to one answer per person.
    """
    answers: dict[str, list[int | None]] = {}
    for name, measure in MEASURES.items():
        offsets = [draws.normal(0, 0.25) for _ in measure.items]
        for occasion, sums in scores[name].items():
            for person, total in enumerate(sums):
                if total is None:
                    laid: list[int | None] = [None] * len(measure.items)
                else:
                    laid = list(answers_with_sum(draws, total, offsets, measure.low, measure.high, measure.noise))
                for item, answer in zip(measure.items, laid, strict=True):
                    if answer is not None and item in measure.reverse:
                        answer = measure.low + measure.high - answer
                    answers.setdefault(f"{occasion}_{measure.prefix}{item}", [None] * ENROLLED)[person] = answer
    return answers


PERSON = {
    "sex": ("Sex", {1: "Female", 2: "Male"}),
    "age": ("Age in years", {}),
    "marital": ("Marital status", {1: "Unmarried", 2: "Married"}),
    "education": ("Education", {1: "College diploma", 2: "Bachelor", 3: "Master or higher"}),
    "title": ("Professional title", {1: "Nurse", 2: "Senior nurse", 3: "Nurse-in-charge or higher"}),
    "years": ("Years in oncology nursing", {}),
    "contract": ("Employment", {1: "Permanent post", 2: "Contract"}),
    "nights": ("Night shifts in rotation", {0: "No", 1: "Yes"}),
    "sessions": ("Balint sessions attended (of 8)", {}),
}
STATUS = {
    1: "Completed",
    2: "Lost: pregnancy",
    3: "Lost: transferred to another branch",
    4: "Withdrew during baseline",
}
MISSING = {"sex": 9, "marital": 9, "education": 9, "title": 9, "contract": 9, "nights": 9, "age": 99, "years": 99}


def draw_persons(draws: Draws) -> dict[str, list[int | None]]:
    """Personal data of the 21, the 18 completers first."""
    came = attendance()
    persons: dict[str, list[int | None]] = {name: [] for name in PERSON}
    for number in range(ENROLLED):
        age = min(max(round(draws.normal(31, 5)), 23), 48)
        years = min(max(age - 22 - draws.integer(0, 3), 1), 25)
        pregnant = COMPLETERS <= number < COMPLETERS + 2
        years = 5 if pregnant else years
        row = {
            "sex": 2 if number == 5 else 1,
            "age": 28 + number % 3 if pregnant else age,
            "marital": 2 if pregnant or age > 29 else 1 if age < 26 else draws.choice((1, 2)),
            "education": draws.choice((1, 2, 3), (5, 14, 2)),
            "title": 1 if years < 4 else 2 if years < 10 else 3,
            "years": years,
            "contract": draws.choice((1, 2), (6, 15)),
            "nights": draws.choice((0, 1), (5, 16)),
            "sessions": sum(came[number]),
        }
        for name, value in row.items():
            persons[name].append(value)
    return persons


def columns() -> list[str]:
    """Names of the columns of the file, in order."""
    items = [
        f"{occasion}_{prefix}{n}"
        for occasion in ("T1", "T2")
        for prefix, count in (("P", 30), ("J", 20), ("G", 12))
        for n in range(1, count + 1)
    ]
    return ["id", "status", *PERSON, *items]


def build_rows() -> list[dict[str, str | int | None]]:
    """All rows of the file, faults included."""
    draws = Draws(SEED)
    answers = lay_items(draws, draw_scores(draws))
    persons = draw_persons(draws)
    status = [1] * COMPLETERS + [2, 2, 3]
    places = draws.order(range(ENROLLED))
    rows: list[dict[str, str | int | None]] = []
    for number, person in enumerate(places, start=1):
        values = {name: cells[person] for name, cells in (persons | answers).items()}
        rows.append({"id": f"ON{number:02d}", "status": status[person], **values})
    return put_faults(rows)


def put_faults(rows: list[dict[str, str | int | None]]) -> list[dict[str, str | int | None]]:
    """The faults of a real file: codes for not answered, a withdrawn nurse, a record that was typed twice."""
    completers = [row for row in rows if row["status"] == 1]
    completers[3]["T1_P13"] = 9
    completers[10]["T2_G6"] = 9
    completers[7]["years"] = 99
    completers[12]["marital"] = 9
    withdrawn: dict[str, str | int | None] = {"id": "ON22", "status": 4, "sex": 1, "age": 35, "education": 2}
    withdrawn |= {f"T1_P{n}": answer for n, answer in enumerate((4, 3, 3, 4, 2, 3), start=1)}
    typed_twice = dict(rows[8])
    return [*rows, withdrawn, typed_twice]


def _labels() -> dict[str, str]:
    forms = {"P": "ProQOL-5", "J": "JSE-HP", "G": "GHQ-12"}
    when = {"T1": "before", "T2": "after"}
    labels = {"id": "Code of the nurse", "status": "How participation ended"}
    labels |= {name: label for name, (label, _) in PERSON.items()}
    for column in columns():
        if column not in labels:
            labels[column] = f"{forms[column[3]]} item {column[4:]}, {when[column[:2]]}"
    return labels


def _value_labels() -> dict[str, dict[int, str]]:
    ends = {
        "P": {1: "1 (lowest)", 5: "5 (highest)"},
        "J": {1: "1 (lowest)", 7: "7 (highest)"},
        "G": {0: "first option", 1: "second option", 2: "third option", 3: "fourth option"},
    }
    found = {"status": STATUS} | {name: codes for name, (_, codes) in PERSON.items() if codes}
    for name, code in MISSING.items():
        found[name] = found.get(name, {}) | {code: "not answered"}
    for column in columns():
        if column[:3] in ("T1_", "T2_"):
            found[column] = ends[column[3]] | {9: "not answered"}
    return found


SESSIONS = [
    ("2024-01-15", "Getting to know the method", "Aims, rules and confidentiality; a first case as an example"),
    ("2024-01-29", "Case: a patient who refuses treatment", "What the nurse felt, and what the patient may have felt"),
    ("2024-02-19", "Case: the angry family", "Anger at the bedside; whose anger it was"),
    ("2024-03-04", "Case: telling and not telling", "Families who ask that a diagnosis be kept from the patient"),
    ("2024-03-18", "Case: a patient of my own age", "Closeness, fear, and keeping a distance that helps"),
    ("2024-04-01", "Case: a death on the night shift", "Grief at work, and who was there for the nurse"),
    ("2024-04-15", "Case: a quarrel among colleagues", "How tension in the team reaches the patient"),
    ("2024-04-29", "Looking back", "What stays, what changed in the way of listening; farewell"),
]


def attendance() -> list[list[bool]]:
    """Who came to which session: one row per nurse, the 18 completers first, then the 3 who left."""
    draws = Draws(SEED + 1)
    rows = []
    for person in range(ENROLLED):
        if person < COMPLETERS:
            missed = draws.order(range(len(SESSIONS)))[: draws.choice((0, 1, 2), (11, 5, 2))]
            rows.append([session not in missed for session in range(len(SESSIONS))])
        else:
            rows.append([session < person - COMPLETERS + 2 for session in range(len(SESSIONS))])
    return rows


def write(folder: Path) -> list[Path]:
    """Write all files of the study except its interviews.

    Parameters
    ----------
    folder : Path
        Where they go.

    Returns
    -------
    list of Path
        The files.
    """
    import pandas as pd

    frame = pd.DataFrame(build_rows(), columns=columns())
    numbers = [c for c in frame.columns if c != "id"]
    frame[numbers] = frame[numbers].astype("float64")
    missing = {name: [code] for name, code in MISSING.items()} | {c: [9] for c in columns() if c[:3] in ("T1_", "T2_")}
    survey = write_sav(folder / "survey.sav", frame, _labels(), _value_labels(), missing)
    present = [sum(session) for session in zip(*attendance(), strict=True)]
    log = [(number, *session, present[number - 1], 90) for number, session in enumerate(SESSIONS, start=1)]
    names = ("session", "date", "topic", "content", "present", "minutes")
    sessions = write_csv(folder / "sessions.csv", names, log)
    readme = write_text(folder / "README.md", README.format(checksums=checksums([survey, sessions], folder)))
    return [survey, sessions, readme]
