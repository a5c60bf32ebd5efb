"""The README beside the demonstration data of study `hospital-d`."""

from __future__ import annotations

README = """\
# SYNTHETIC demonstration data of study `hospital-d`

**Nothing here was answered by a person.** The files were made by this project's simulator. No nurse, department or
hospital in them exists. The published study they imitate reports no figures: all figures are invented.

## How they were made

`burnout.simulate.hospital_d`, with a fixed seed. Each nurse gets personal data, then sums of the three MBI-HSS scales
from department, night shifts, weekly hours, health, recognition and chance, then answers to the items under the sums.
The supply room (消毒供应室, 12 nurses) is made the worst by far. Sex, age, education, title, years, marital status,
contract, income and leisure have no effect. The values of the group's members are written down in the simulator.

Remake the files byte for byte with `snakemake demo_data`, or `python -m burnout.simulate hospital-d <folder>`.

## survey.xlsx (as exported by Wenjuanxing: texts, the matrix question as codes)

| column | meaning | answers |
| --- | --- | --- |
| 序号, 提交答卷时间, 所用时间 | number, time of submission, seconds used | |
| 来源, 来源详情, 来自IP | source; addresses are from 192.0.2.0/24, which is reserved for examples | |
| 1、您的调查编号 | code on the slip of paper each nurse drew | D and four digits |
| 2、您是否同意参加本次调查？ | consent | 同意 yes, 不同意 no |
| 3、您的性别 | sex | 女 female, 男 male |
| 4、您的年龄（周岁） | age in years | |
| 5、您所在的科室 | department | 14 departments |
| 6、您的最高学历 | education | 大专 diploma, 本科 bachelor, 硕士及以上 master or higher |
| 7、您的职称 | title | 护士, 护师, 主管护师, 副主任护师及以上 |
| 8、您的护理工作年限 | years of work | 5年及以下, 6-10年, 11-20年, 20年以上 |
| 9、您的婚姻状况 | marital status | 未婚 unmarried, 已婚 married |
| 10、您的用工形式 | employment | 在编 permanent post, 合同 contract |
| 11、您平均每月的夜班次数 | night shifts a month | 无 none, 1-4次, 5-8次, 9次及以上 9 or more |
| 12、您平均每周的工作时间 | hours a week | 40小时及以下, 41-48小时, 48小时以上 |
| 13、您的月收入 | monthly income (yuan) | 5000元及以下, 5001-8000元, 8000元以上 |
| 14、您的健康状况 | health | 好 good, 一般 fair, 差 poor |
| 15、您的工作得到上级认可的程度 | recognition by superiors | 经常 often, 有时 sometimes, 很少 seldom |
| 16、您近一年是否参加过减压活动 | took part in stress relief in the last year | 是 yes, 否 no |
| 17、为确认您在认真作答，本题请选择“一般” | attention check | 一般 passed, 同意 or 不同意 failed |
| 第18题(条目1) ... 第18题(条目22) | MBI-HSS, items 1 to 22 | 1 to 7 for answers 0 to 6; -3 skipped |

`(跳过)` means that a question was skipped. No item wording is in the file.

## group.xlsx (the group in the supply room; one row per member and occasion)

| column | meaning | answers |
| --- | --- | --- |
| 编号 | code of the member, not linked to the survey | G01 ... |
| 时间 | occasion | 前测 before, 后测 after |
| 参加情况 | how participation ended | 完成 completed, 中途退出：调班 left: change of shift |
| 第18题(条目1) ... 第18题(条目22) | MBI-HSS; the form was copied from the survey | 1 to 7 for answers 0 to 6 |
| 工作成就感（0-10） | sense of achievement at work | 0 to 10 |
| 自我效能感（0-10） | self-efficacy | 0 to 10 |
| 同伴支持（0-10） | support by peers | 0 to 10 |

## sessions.csv, needs.csv

The log of the six sessions (session, date, topic, content, present, minutes), and the needs named before the group with
the number of members who named them and what was planned (need, mentions, plan).

## Faults put in on purpose, for cleaning to find

| where | fault | what the study file says |
| --- | --- | --- |
| D9991 | did not consent | excluded, with the reason |
| two submissions | failed the attention check | excluded, with the reason |
| two codes | handed in twice | the later submission is set aside |
| D9951 | broke off: 14 of 22 items skipped | set aside: too few answers |
| two nurses | age 230 and age 3 | the value is blanked |
| one nurse | age in full-width digits (３４) | read as 34, and reported |
| three nurses | one item skipped | the rest of the scale stands for one missing item |
| group G07 | left after the second session | no row after |

## Checksums

{checksums}
"""
