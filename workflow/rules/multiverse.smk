# multiverse: clean and scored answers, and the screening, in; every question answered under every choice out.
rule multiverse:
    input:
        data("clean", "scored"),
        screened,
        notebook="notebooks/multiverse.ipynb",
        settings=settings("multiverse"),
        library=library(
            "multiverse",
            "score",
            "model",
            "imputation",
            "paired",
            "screen",
            "statistics",
            "instruments",
            "figures",
            "fonts",
            "labels",
            "multiverse_labels",
        ),
    output:
        tables("multiverse", "multiverse_dimensions"),
        summary=report(
            tables("multiverse_summary")[0],
            caption="../report/multiverse.rst",
            category="{study}",
            subcategory="7 Multiverse",
        ),
        summary_parquet=tables("multiverse_summary")[1],
        figures=report(
            directory(result("figures/multiverse")),
            patterns=["{name}.svg"],
            caption="../report/curves.rst",
            category="{study}",
            subcategory="7 Multiverse",
        ),
        notebook=result("notebooks/multiverse.ipynb"),
    log:
        result("logs/multiverse.log"),
    conda:
        "../../environment.yml"
    message:
        "{wildcards.study}: multiverse"
    shell:
        EXECUTE
