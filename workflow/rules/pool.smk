# pool: scored answers or tables of sites in; effects of every site and pooled over sites out.
rule pool:
    input:
        data("scored"),
        notebook="notebooks/pool.ipynb",
        settings=settings("pool"),
        library=library("pool", "statistics", "figures", "fonts", "labels"),
    output:
        tables(
            "pool_sites",
            "pool_methods",
            "pool_influence",
            "pool_tests",
            "pool_moderators",
        ),
        pool=report(
            tables("pool")[0],
            caption="../report/pool.rst",
            category="{study}",
            subcategory="6 Sites",
        ),
        pool_parquet=tables("pool")[1],
        figures=report(
            directory(result("figures/pool")),
            patterns=["{name}.svg"],
            caption="../report/pool_forest.rst",
            category="{study}",
            subcategory="6 Sites",
        ),
        notebook=result("notebooks/pool.ipynb"),
    log:
        result("logs/pool.log"),
    conda:
        "../../environment.yml"
    message:
        "{wildcards.study}: pool"
    shell:
        EXECUTE
