"""What a draft cannot find in the data: front matter to be written, and parts of a study as patterns to fill in."""

from __future__ import annotations

import re
from collections.abc import Sequence

from burnout.draft.english import english_levels
from burnout.draft.propose import Draft, VariableDraft
from burnout.draft.words import plain
from burnout.draft.yaml_text import decide, listing, quote

TO_WRITE = "To be written by the authors"
_ENDED = r".*(参加情况|完成情况|脱落|失访|status|withdr|drop ?out|attrition|completion|completed).*"
_STAYED = r"(完成|全程|参加|是|completed?|finished|yes|stayed|analysed)"


def patterns(draft: Draft, name: str) -> list[str]:
    """Interviews, and an intervention between two occasions: remarks that become sections when their signs go."""
    lines = []
    if draft.occasions:
        lines += [
            "# Was something done in between (a group, a training)? Remove the '# ' of these lines and fill them in:",
            "# intervention:",
            "#   name: Name of the group or training",
            "#   description: What was done, by whom, how often, in one or two sentences",
            f"#   sessions: data/{name}/sessions.csv  # columns session, date, topic, content, present, minutes",
            "",
        ]
    return [
        *lines,
        "# Were there interviews? Put the texts and two tables there (config/README.md, interviews), and remove the",
        "# '# ' of these lines:",
        "# interviews:",
        "#   method: thematic  # or colaizzi",
        "#   form: one-to-one interviews",
        f"#   transcripts: data/{name}/interviews/transcripts  # one .txt per interview",
        f"#   statements: data/{name}/interviews/statements.csv  # statement, transcript, participant, quote, meaning, "
        "cluster",
        f"#   themes: data/{name}/interviews/themes.csv  # theme, cluster, definition",
    ]


def attrition(variables: Sequence[VariableDraft]) -> list[str]:
    """The line of ``paired`` on how participation ended: by the variable that seems to tell it, else as a remark."""
    for variable in variables:
        look, words = variable.proposal.look, [word for _, word in variable.proposal.levels]
        labels = list(dict.fromkeys(english_levels(words)))
        stayed = [label for label, word in zip(english_levels(words), words, strict=True) if _stayed(word, label)]
        if re.fullmatch(_ENDED, plain(f"{variable.column} {look.label}")) and 0 < len(set(stayed)) < len(labels):
            completed = listing(map(quote, dict.fromkeys(stayed)))
            line = f"  attrition: {{variable: {variable.name}, completed: {completed}}}"
            return [*decide(["those with another level count as lost, with the level as the reason"], 2), line]
    return ["  # attrition: {variable: status, completed: [Completed]}  # if a variable tells how participation ended"]


def _stayed(word: str, label: str) -> bool:
    return any(re.fullmatch(_STAYED, plain(text)) is not None for text in (word, label))


def front_matter(name: str) -> list[str]:
    """The section ``manuscript``, all of it for the authors to write."""

    def stand_in(what: str) -> str:
        return quote(f"{TO_WRITE}: {what}.")

    return [
        "# please decide: everything below is for you to write; until then the manuscript says that it is missing.",
        "manuscript:",
        f"  short_title: {quote(f'{TO_WRITE}: running title')}",
        "  authors:",
        f"    - {{given: {quote(TO_WRITE)}, family: (name), affiliations: [{quote(TO_WRITE)}], corresponding: true}}",
        f"  keywords: [{quote(TO_WRITE)}]",
        *(
            f"  {key}: {stand_in(what)}"
            for key, what in (
                ("background", "background of the abstract"),
                ("objective", "what the study aims at"),
                ("conclusion", "conclusion of the abstract"),
            )
        ),
        f"  introduction: manuscript/texts/{name}/introduction.md",
        f"  discussion: manuscript/texts/{name}/discussion.md",
        *(
            f"  {key}: {stand_in(what)}"
            for key, what in (
                ("setting", "where the study was done"),
                ("period", "when the data were collected"),
                ("participants", "who could take part, and how they were recruited"),
                ("procedure", "how the data were collected"),
            )
        ),
        "  declarations:",
        *(
            f"    {key}: {stand_in(what)}"
            for key, what in (
                ("ethics", "ethics approval and consent"),
                ("funding", "funding"),
                ("conflicts", "conflicts of interest"),
                ("data", "availability of data"),
            )
        ),
    ]
