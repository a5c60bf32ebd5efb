# agreement: ratings of the same units by several raters in; how far they agree out.
rule agreement:
    input:
        data("scored"),
        notebook="notebooks/agreement.ipynb",
        settings=settings("agreement"),
        library=library("agreement", "statistics"),
    output:
        tables("agreement_categories", "agreement_table"),
        agreement=report(
            tables("agreement")[0],
            caption="../report/agreement.rst",
            category="{study}",
            subcategory="6 Raters",
        ),
        agreement_parquet=tables("agreement")[1],
        notebook=result("notebooks/agreement.ipynb"),
    log:
        result("logs/agreement.log"),
    conda:
        "../../environment.yml"
    message:
        "{wildcards.study}: agreement"
    shell:
        EXECUTE
