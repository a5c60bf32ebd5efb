# paired: scored answers of both occasions in; before-after comparisons, rates and losses out.
rule paired:
    input:
        data("scored"),
        tables("reliability")[1],
        notebook="notebooks/paired.ipynb",
        settings=settings("paired"),
        library=library("paired", "imputation", "screen", "statistics", "figures", "fonts", "labels"),
    output:
        data("change"),
        tables(
            "paired_rates",
            "attrition",
            "regression_to_mean",
            "paired_tests",
            "paired_effects",
            "paired_bands",
            "paired_transitions",
            "reliable_change",
            "paired_itt",
            "paired_tipping",
            "paired_by_arm",
            "paired_arms",
            "paired_describe",
            "paired_tests_by_arm",
            "paired_effects_by_arm",
            "paired_shift",
        ),
        paired=report(
            tables("paired")[0],
            caption="../report/paired.rst",
            category="{study}",
            subcategory="5 Before and after",
        ),
        paired_parquet=tables("paired")[1],
        figures=report(
            directory(result("figures/paired")),
            patterns=["{name}.svg"],
            caption="../report/slopes.rst",
            category="{study}",
            subcategory="5 Before and after",
        ),
        notebook=result("notebooks/paired.ipynb"),
    log:
        result("logs/paired.log"),
    conda:
        "../../environment.yml"
    message:
        "{wildcards.study}: paired"
    shell:
        EXECUTE
