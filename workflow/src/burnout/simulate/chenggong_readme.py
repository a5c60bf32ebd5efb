"""Text of the README beside the demonstration data of `chenggong`."""

README = """\
# SYNTHETIC demonstration data of study `chenggong`

**No person stands behind any record.** The records were made by `burnout.simulate` so that the tables of the workflow
show the figures published in the abstract of a thesis on basic public-health service personnel of Chenggong District
(244 persons, MBI-GS; counts of bands and grades, the factors found significant, the factors and four odds ratios of
the models). Only those aggregates come from the thesis. All else, every single answer, the names of the centres, how
often an answer to the general questionnaire occurs, and the odds ratios of the three dimensions, is invented. The data
say nothing about real people and must not be cited as findings.

Two percentages are printed in the abstract as 13.53 and 17.22; with 244 persons they can only be 13.52 (33 persons) and
17.21 (42 persons), which is what these data give.

## Files

| file | what it is |
| --- | --- |
| `survey.rec` | 252 records, EpiData 3.1, text in GBK (code page 936), labels in Chinese |
| `survey-second.rec` | the same forms typed by a second person (249 records) |
| `differences.csv` | how the two differ, and what stands on the form: the sheet of decisions, with who and when |
| `survey.chk` | labels of the codes, legal ranges and missing codes, GBK |
| `interviews/` | synthetic transcripts, coded statements and themes; see there |

`survey.rec` is fixed-width: open it with EpiData 3.1, EpiData Manager or the workflow, not with an editor.

## How it was made, and how to make it again

- `snakemake demo_data` (or `python -m burnout.simulate chenggong data/chenggong`) writes the same bytes again.
- Who answers what in the general questionnaire stands in `workflow/src/burnout/simulate/chenggong_table.py`. A seeded
  search found it: 244 persons get bands of the three dimensions with the published counts, then answers change hands
  until all tests and odds ratios are as published. `python -m burnout.simulate.chenggong_search` runs the search again
  (less than a minute) and writes the same table.
- The 15 items of each person are then drawn so that the sums fall into the person's bands. No item wordings are used.

## Typed twice

Double entry is this demonstration's addition; the thesis does not tell of it. Both files hold keying mistakes of the
usual kinds (a neighbouring key, two items in the wrong order, digits turned round, an item passed over, answers one
line too low), all of them legal values, since EpiData's checks let no others in. The second typist noticed that three
questionnaires lay in the pile twice. `differences.csv` says for each difference what stands on the form; with it the
answers are those that give the published figures. `burnout entries chenggong` shows the comparison.

## Faults put in on purpose

A survey never comes in clean. Of 252 records 8 do not belong in the analysis, which leaves 244:

| records | fault | what the study file says |
| --- | --- | --- |
| 3 | the same questionnaire entered twice (one with a slip in M7) | keep the first, set the second aside |
| 2 | an answer of 8 to an MBI-GS item (0 to 6 are possible) | set the record aside |
| 1 | consent withdrawn (CONSENT = 2) | exclude |
| 2 | more than 20 % of the MBI-GS items not answered | set aside |

Besides, among the 244: 12 missing codes (9) in ETHNIC, MARITAL, CONTRACT and POST and 2 (99) in HOURS, and 5 persons
with one unanswered MBI-GS item (9), for whom the mean of their other items of the scale stands in.

## Codebook

MBI-GS (15 items): M1 to M5 emotional exhaustion, M6 to M9 depersonalisation, M10 to M15 personal accomplishment,
answers 0 to 6.

{codebook}

## Checksums

{checksums}
"""
