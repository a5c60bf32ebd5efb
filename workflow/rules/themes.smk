# themes: transcripts and coded statements in; themes, quotations and saturation out.
rule themes:
    input:
        interview_files,
        notebook="notebooks/themes.ipynb",
        check=result("data/check.json"),
        all_checks=ancient(other_checks),
        library=library("themes"),
    output:
        tables("quotations", "saturation"),
        themes=report(
            tables("themes")[0],
            caption="../report/themes.rst",
            category="{study}",
            subcategory="6 Interviews",
        ),
        themes_parquet=tables("themes")[1],
        notebook=result("notebooks/themes.ipynb"),
    params:
        settings=settings("themes"),
        broken=result("logs/themes.ipynb"),
    log:
        result("logs/themes.log"),
    message:
        "{wildcards.study}: themes"
    conda:
        "../../environment.yml"
    shell:
        EXECUTE
