"""The README beside the demonstration data of study `balint`."""

from __future__ import annotations

README = """\
# SYNTHETIC demonstration data of study `balint`

**Nothing here was answered by a person.** The files were made by this project's simulator. No nurse, hospital or
session in them exists. They imitate the form of a published study, so that its results can be seen to come out.

## How they were made

`burnout.simulate.balint`, with a fixed seed. Scores before, and differences between the occasions, were drawn until
the paired t-tests on the 18 completers gave what the published abstract reports: empathy (total and three dimensions)
higher with P < 0.01, compassion satisfaction higher with P = 0.047, burnout, secondary traumatic stress, general
health and the rate of compassion fatigue not significantly different. Answers to single items were laid under the
scores. Means and standard deviations are invented, near those published for other groups of nurses.

Remake the files byte for byte with `snakemake demo_data`, or `python -m burnout.simulate balint <folder>`.

## survey.sav (SPSS; one row per nurse, both occasions side by side)

| column | meaning | codes |
| --- | --- | --- |
| id | code of the nurse | ON01 ... |
| status | how participation ended | 1 completed, 2 lost: pregnancy, 3 lost: transferred to another branch, \
4 withdrew during baseline |
| sex | sex | 1 female, 2 male, 9 not answered |
| age | age in years | 99 not answered |
| marital | marital status | 1 unmarried, 2 married, 9 not answered |
| education | education | 1 college diploma, 2 bachelor, 3 master or higher, 9 not answered |
| title | professional title | 1 nurse, 2 senior nurse, 3 nurse-in-charge or higher, 9 not answered |
| years | years in oncology nursing | 99 not answered |
| contract | employment | 1 permanent post, 2 contract, 9 not answered |
| nights | night shifts in rotation | 0 no, 1 yes, 9 not answered |
| sessions | sessions attended, 0 to 8 | |
| T1_P1 ... T1_P30 | ProQOL-5 before, items 1 to 30 | 1 to 5, 9 not answered |
| T1_J1 ... T1_J20 | JSE-HP before, items 1 to 20 | 1 to 7, 9 not answered |
| T1_G1 ... T1_G12 | GHQ-12 before, position of the ticked option | 0 to 3, 9 not answered |
| T2_... | the same after the last session | |

Answers are as ticked, before reverse scoring. No item wording is in the file. The codes 9 and 99 are declared as
user-missing.

## sessions.csv

The log of the eight sessions: session, date, topic, content, number present, minutes.

## Faults put in on purpose, for cleaning to find

| where | fault | what the study file says |
| --- | --- | --- |
| ON22 | registered, but withdrew during the baseline questionnaires | excluded, with the reason |
| ON09 | the record was typed twice | the second one is set aside |
| one completer, T1_P13; another, T2_G6 | code 9, not answered | the rest of the scale stands for one missing item |
| one completer, years; another, marital | codes 99 and 9 | missing |

## interviews/

Transcripts of two group interviews, coded statements and themes, see the README there. The numbers N01 to N18 in the
interviews are not those of the survey, on purpose: statements cannot be linked to scores.

## Checksums

{checksums}
"""
