# score: clean answers in; scale scores, bands, grades, outcomes, their prevalence, reliability and item analysis out.
rule score:
    input:
        data("clean"),
        notebook="notebooks/score.ipynb",
        settings=settings("score"),
        library=library("score", "instruments", "statistics", "figures", "fonts", "labels"),
    output:
        data("scored"),
        tables(
            "reliability",
            "items",
            "key_warnings",
            "factor_fit",
            "components",
            "scores",
            "score_correlations",
            "instruments",
        ),
        prevalence=report(
            tables("prevalence")[0],
            caption="../report/prevalence.rst",
            category="{study}",
            subcategory="2 Burnout",
        ),
        prevalence_parquet=tables("prevalence")[1],
        figures=report(
            directory(result("figures/score")),
            patterns=["{name}.svg"],
            caption="../report/grades.rst",
            category="{study}",
            subcategory="2 Burnout",
        ),
        notebook=result("notebooks/score.ipynb"),
    log:
        result("logs/score.log"),
    conda:
        "../../environment.yml"
    message:
        "{wildcards.study}: score"
    shell:
        EXECUTE
