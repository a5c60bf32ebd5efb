# themes: transcripts and coded statements in; themes, quotations, saturation and a map of the themes out.
rule themes:
    input:
        interview_files,
        notebook="notebooks/themes.ipynb",
        settings=settings("themes"),
        check=result("data/check.json"),
        library=library("agreement", "statistics", "themes", "figures", "fonts", "labels"),
    output:
        tables("quotations", "saturation", "coding_agreement"),
        themes=report(
            tables("themes")[0],
            caption="../report/themes.rst",
            category="{study}",
            subcategory="8 Interviews",
        ),
        themes_parquet=tables("themes")[1],
        figures=report(
            directory(result("figures/themes")),
            patterns=["{name}.svg"],
            caption="../report/theme_map.rst",
            category="{study}",
            subcategory="8 Interviews",
        ),
        notebook=result("notebooks/themes.ipynb"),
    log:
        result("logs/themes.log"),
    conda:
        "../../environment.yml"
    message:
        "{wildcards.study}: themes"
    shell:
        EXECUTE
