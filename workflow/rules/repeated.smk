# repeated: scored answers of three occasions or more in; means, tests and comparisons of occasions out.
rule repeated:
    input:
        data("scored"),
        notebook="notebooks/repeated.ipynb",
        settings=settings("repeated"),
        library=library("repeated", "statistics", "figures", "fonts", "labels"),
    output:
        data("courses"),
        tables("repeated_means", "repeated_contrasts", "repeated_tests"),
        repeated=report(
            tables("repeated")[0],
            caption="../report/repeated.rst",
            category="{study}",
            subcategory="5 Before and after",
        ),
        repeated_parquet=tables("repeated")[1],
        figures=report(
            directory(result("figures/repeated")),
            patterns=["{name}.svg"],
            caption="../report/courses.rst",
            category="{study}",
            subcategory="5 Before and after",
        ),
        notebook=result("notebooks/repeated.ipynb"),
    log:
        result("logs/repeated.log"),
    conda:
        "../../environment.yml"
    message:
        "{wildcards.study}: repeated"
    shell:
        EXECUTE
