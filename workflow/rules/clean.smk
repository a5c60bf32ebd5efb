# check: every raw file in, a record of the check out; it stops the run with one message that lists all problems.
# The checks of all studies come before anything else, and no notebook of a study starts before its own went well.
rule check:
    input:
        raw=raw_files,
        accepted=accepted,
        interviews=interview_files,
        settings=settings("check"),
        library=library(
            "check",
            "intake",
            "clean",
            "themes",
            "provenance",
            "accepted",
            "double_entry",
            "adjudication",
            "statistics",
        ),
    output:
        result("data/check.json"),
    log:
        result("logs/check.log"),
    priority: 100
    conda:
        "../../environment.yml"
    message:
        "{wildcards.study}: check of the study file and the data"
    shell:
        CHECK


# clean: raw files in; clean rows, rows set aside, flow and findings out.
rule clean:
    input:
        notebook="notebooks/clean.ipynb",
        settings=settings("clean"),
        raw=raw_files,
        check=result("data/check.json"),
        library=library("intake", "clean", "double_entry", "adjudication", "statistics", "figures", "fonts", "labels"),
    output:
        data("clean"),
        result("data/quarantine.csv"),
        result("data/findings.csv"),
        result("data/discrepancies.csv"),
        tables("double_entry", "flow", "cleaning", "missing"),
        figures=report(
            directory(result("figures/clean")),
            patterns=["{name}.svg"],
            caption="../report/flow.rst",
            category="{study}",
            subcategory="1 Participants",
        ),
        notebook=result("notebooks/clean.ipynb"),
    log:
        result("logs/clean.log"),
    conda:
        "../../environment.yml"
    message:
        "{wildcards.study}: clean"
    shell:
        EXECUTE
