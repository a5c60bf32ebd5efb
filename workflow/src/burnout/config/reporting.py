"""What only the authors know of how a study was done: sentences for the methods, asked for by reporting guidelines."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from burnout.config.base import Closed, Label, Text

Guideline = Literal["strobe", "trend", "coreq", "cross", "cherries"]


def _sentence(text: str) -> str | None:
    """A sentence that may be left out, with what it tells."""
    return Field(default=None, description=f"{text} In whole sentences; printed as it stands.")  # type: ignore[return-value]


class StudyReport(Closed):
    """About the study as a whole; printed in the methods under design."""

    sample_size: Text | None = _sentence("How the number of participants was fixed.")
    bias: Text | None = _sentence("What was done against bias.")
    pretest: Text | None = _sentence("How the questionnaire was tried out beforehand, and with whom.")
    representativeness: Text | None = _sentence("What was done so that the sample stands for the population.")
    training: Text | None = _sentence("How investigators were trained, or how the survey was made ready.")
    anonymity: Text | None = _sentence("How answers were kept anonymous or confidential.")
    response: Text | None = _sentence("How many people were asked, how many answered, and how that was counted.")
    refusals: Text | None = _sentence("Why people who were asked did not take part.")
    subgroups: Text | None = _sentence("Subgroups and interactions that were analysed outside of this workflow.")


class InterventionReport(Closed):
    """About an intervention; printed in the methods under intervention."""

    deliverer: Text | None = _sentence("Who led it, with what training.")
    setting: Text | None = _sentence("Where it took place, and in what groups.")
    adherence: Text | None = _sentence("What was done so that people came and stayed.")
    assignment: Text | None = _sentence("How it was settled who took part in it.")
    blinding: Text | None = _sentence("Who knew what about the assignment when outcomes were taken.")
    fidelity: Text | None = _sentence("Whether it went as planned, and what went otherwise.")
    adverse_events: Text | None = _sentence("Harm and unwanted events, or that there were none.")


class OnlineReport(Closed):
    """About a survey on the web; printed in the methods under design."""

    access: Text | None = _sentence("Whether the survey was open to everyone or to invited people only.")
    contact: Text | None = _sentence("How people were contacted first.")
    advertising: Text | None = _sentence("Where and in what words the survey was made known.")
    context: Text | None = _sentence("On which page, in which group or account the survey was placed.")
    consent: Text | None = _sentence("What people were told before they agreed: time needed, data kept, purpose.")
    data_protection: Text | None = _sentence("How personal data were protected.")
    testing: Text | None = _sentence("How the online form was tested before use.")
    voluntary: Text | None = _sentence("Whether answering was voluntary.")
    incentives: Text | None = _sentence("What incentives there were, or that there were none.")
    random_order: Text | None = _sentence("Whether questions came in random order.")
    branching: Text | None = _sentence("Which questions were asked only of some.")
    page_size: Text | None = _sentence("How many questions stood on a page.")
    pages: Text | None = _sentence("On how many pages the survey was.")
    gaps: Text | None = _sentence("Whether gaps were pointed out before sending.")
    review: Text | None = _sentence("Whether answers could be changed before sending.")
    visitors: Text | None = _sentence("How visitors were counted, and how many there were.")
    viewed: Text | None = _sentence("How many of the visitors saw the survey.")
    began: Text | None = _sentence("How many began the survey.")
    completed: Text | None = _sentence("How many of those who began completed it.")
    cookies: Text | None = _sentence("Whether cookies kept out double answers.")
    addresses: Text | None = _sentence("Whether network addresses were checked for double answers.")
    log_files: Text | None = _sentence("Whether log files were searched for double answers.")
    accounts: Text | None = _sentence("Whether people had to sign in.")
    timestamps: Text | None = _sentence("How answers given too fast were dealt with.")


class InterviewReport(Closed):
    """About interviews; printed in the methods under interviews."""

    interviewer: Text | None = _sentence("Who interviewed.")
    credentials: Text | None = _sentence("Degrees and credentials of the interviewers.")
    occupation: Text | None = _sentence("Occupation of the interviewers at the time.")
    gender: Text | None = _sentence("Gender of the interviewers.")
    training: Text | None = _sentence("Experience and training of the interviewers.")
    relationship: Text | None = _sentence("Whether interviewer and participants knew each other before.")
    known: Text | None = _sentence("What participants knew about the interviewer.")
    reflexivity: Text | None = _sentence("Assumptions and interests of the interviewer.")
    sampling: Text | None = _sentence("How participants were chosen.")
    approach: Text | None = _sentence("How they were approached.")
    refusals: Text | None = _sentence("How many refused or dropped out, and why.")
    setting: Text | None = _sentence("Where interviews took place.")
    others: Text | None = _sentence("Whether others were present.")
    sample: Text | None = _sentence("Who the participants were.")
    guide: Text | None = _sentence("What guide was used, and whether it was tried out.")
    repeats: Text | None = _sentence("Whether interviews were repeated.")
    recording: Text | None = _sentence("How interviews were recorded.")
    field_notes: Text | None = _sentence("Whether field notes were made.")
    duration: Text | None = _sentence("How long interviews took.")
    saturation: Text | None = _sentence("Whether saturation was reached, and how that was judged.")
    returned: Text | None = _sentence("Whether transcripts went back to participants.")
    feedback: Text | None = _sentence("Whether participants were asked about the findings.")
    coders: Text | None = _sentence("How many people coded.")
    software: Text | None = _sentence("Program used for coding.")


class Reporting(Closed):
    """Sentences that reporting guidelines ask for, and where the authors themselves report an item."""

    study: StudyReport = Field(default=StudyReport(), description="About the study as a whole.")
    intervention: InterventionReport = Field(default=InterventionReport(), description="About the intervention.")
    online: OnlineReport = Field(default=OnlineReport(), description="About a survey on the web.")
    interviews: InterviewReport = Field(default=InterviewReport(), description="About the interviews.")
    stated: dict[Guideline, dict[Label, Text]] = Field(
        default={},
        description="Items that the authors report in their own texts, by guideline and item number, and where: "
        "they count as reported on the authors' word, and the checklist says so.",
    )
