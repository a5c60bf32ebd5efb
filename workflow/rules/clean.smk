# check: every raw file in, a record of the check out; it stops the run with one message that lists all problems.
rule check:
    input:
        raw=raw_files,
        interviews=interview_files,
        library=library("check", "intake", "clean", "themes", "provenance"),
    output:
        result("data/check.json"),
    params:
        settings=settings("clean"),
    log:
        result("logs/check.log"),
    message:
        "{wildcards.study}: check of the study file and the data"
    conda:
        "../../environment.yml"
    shell:
        "python -m burnout.check {wildcards.study:q} --config {CONFIG:q} --output {output:q} > {log:q} 2>&1"


# clean: raw files in; clean rows, rows set aside, flow and findings out.
rule clean:
    input:
        notebook="notebooks/clean.ipynb",
        raw=raw_files,
        check=result("data/check.json"),
        all_checks=ancient(other_checks),
        library=library("intake", "clean", "figures"),
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
    params:
        settings=settings("clean"),
        broken=result("logs/clean.ipynb"),
    log:
        result("logs/clean.log"),
    message:
        "{wildcards.study}: clean"
    conda:
        "../../environment.yml"
    shell:
        EXECUTE
