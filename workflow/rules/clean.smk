# check: every raw file in, a record of the check out; it stops the run with one message that lists all problems.
rule check:
    input:
        raw=raw_files,
        interviews=interview_files,
        library=library("check", "intake", "clean", "themes", "provenance"),
    output:
        result("data/check.json"),
    log:
        result("logs/check.log"),
    conda:
        "../../environment.yml"
    params:
        settings=settings("clean"),
        config=CONFIG,
        missing=missing_texts,
    message:
        "{wildcards.study}: check of the study file and the data"
    shell:
        "python -m burnout.check {wildcards.study:q} --config {params.config:q} --output {output:q} > {log:q} 2>&1"


# checked: no notebook starts before the data of every study of the run were checked.
rule checked:
    input:
        [f"{RESULTS}/{study}/data/check.json" for study in STUDIES],
    output:
        touch(CHECKED),
    localrule: True
    message:
        "all data checked"


# clean: raw files in; clean rows, rows set aside, flow and findings out.
rule clean:
    input:
        notebook="notebooks/clean.ipynb",
        raw=raw_files,
        checked=ancient(CHECKED),
        library=library("intake", "clean", "figures", "labels"),
    output:
        data("clean"),
        result("data/quarantine.csv"),
        tables("flow", "findings", "missing"),
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
    params:
        settings=settings("clean"),
        broken=result("logs/clean.ipynb"),
        folders=FOLDERS,
    message:
        "{wildcards.study}: clean"
    shell:
        EXECUTE
