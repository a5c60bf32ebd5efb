# The whole flow, from raw answers to manuscripts:
#   check -> clean -> score -> screen -> model | paired | repeated | pool | multiverse | agreement | themes -> manuscript
# What is run is decided by config/config.yaml and config/studies/<study>.yaml.
from snakemake.utils import min_version

min_version("9.16")


configfile: "config/config.yaml"


report: "workflow/report/workflow.rst"


include: "workflow/rules/common.smk"
include: "workflow/rules/clean.smk"
include: "workflow/rules/score.smk"
include: "workflow/rules/screen.smk"
include: "workflow/rules/model.smk"
include: "workflow/rules/paired.smk"
include: "workflow/rules/repeated.smk"
include: "workflow/rules/pool.smk"
include: "workflow/rules/multiverse.smk"
include: "workflow/rules/agreement.smk"
include: "workflow/rules/themes.smk"
include: "workflow/rules/manuscript.smk"
include: "workflow/rules/demo_data.smk"


rule all:
    default_target: True
    input:
        manuscripts(),
    message:
        "all manuscripts are there"


onsuccess:
    summarise()


onerror:
    explain()
