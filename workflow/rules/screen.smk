# screen: scored answers in; descriptives, univariate screening and ranking of units out.
rule screen:
    input:
        data("scored"),
        notebook="notebooks/screen.ipynb",
        settings=settings("screen"),
        library=library("screen", "statistics", "figures", "fonts", "labels"),
    output:
        tables(
            "descriptive",
            "ranking",
            "posthoc",
            "trend",
            "assumptions",
            "cells",
            "screening_tests",
            "screening_effects",
            "screening_posthoc",
        ),
        screening=report(
            tables("screening")[0],
            caption="../report/screening.rst",
            category="{study}",
            subcategory="3 Screening",
        ),
        screening_parquet=tables("screening")[1],
        figures=report(
            directory(result("figures/screen")),
            patterns=["{name}.svg"],
            caption="../report/ranking.rst",
            category="{study}",
            subcategory="3 Screening",
        ),
        notebook=result("notebooks/screen.ipynb"),
    log:
        result("logs/screen.log"),
    conda:
        "../../environment.yml"
    message:
        "{wildcards.study}: screen"
    shell:
        EXECUTE
