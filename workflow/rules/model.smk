# model: scored answers and the screening in; logistic regressions, their fit, selection, diagnostics, validation out.
rule model:
    input:
        data("scored"),
        tables("screening"),
        notebook="notebooks/model.ipynb",
        settings=settings("model"),
        library=library("model", "imputation", "statistics", "figures", "fonts", "labels"),
    output:
        tables("fit", "selection", "assignment", "diagnostics"),
        tables("validation", "stability", "cluster_sensitivity", "imputation"),
        tables("logistic_intervals", "goodness_of_fit", "calibration", "influence", "parallel_lines"),
        result("data/influential.csv"),
        logistic=report(
            tables("logistic")[0],
            caption="../report/logistic.rst",
            category="{study}",
            subcategory="4 Logistic regression",
        ),
        logistic_parquet=tables("logistic")[1],
        figures=report(
            directory(result("figures/model")),
            patterns=["{name}.svg"],
            caption="../report/forest.rst",
            category="{study}",
            subcategory="4 Logistic regression",
        ),
        notebook=result("notebooks/model.ipynb"),
    log:
        result("logs/model.log"),
    conda:
        "../../environment.yml"
    message:
        "{wildcards.study}: model"
    shell:
        EXECUTE
