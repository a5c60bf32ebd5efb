# themes: transcripts and coded statements in; themes, quotations and saturation out.
rule themes:
    input:
        interview_files,
        notebook="notebooks/themes.ipynb",
        settings=settings("themes"),
        check=result("data/check.json"),
        library=library("agreement", "statistics", "themes"),
    output:
        tables("quotations", "saturation", "coding_agreement"),
        themes=report(
            tables("themes")[0],
            caption="../report/themes.rst",
            category="{study}",
            subcategory="8 Interviews",
        ),
        themes_parquet=tables("themes")[1],
        notebook=result("notebooks/themes.ipynb"),
    log:
        result("logs/themes.log"),
    conda:
        "../../environment.yml"
    message:
        "{wildcards.study}: themes"
    shell:
        EXECUTE
