# manuscript: every result of a study in; a folder that Quarto can render out.
rule manuscript:
    input:
        executed,
        texts=manuscript_texts,
        sources=manuscript_sources,
        notebook="notebooks/manuscript.ipynb",
        library=library("manuscript", "figures", "labels", "provenance", "render"),
    output:
        build=directory(result("manuscript/build")),
        notebook=result("notebooks/manuscript.ipynb"),
    log:
        result("logs/manuscript.log"),
    conda:
        "../../environment.yml"
    params:
        settings=settings("manuscript"),
        broken=result("logs/manuscript.ipynb"),
        folders=FOLDERS,
    message:
        "{wildcards.study}: manuscript"
    shell:
        EXECUTE


# render: the folder in; HTML, Word, PDF and JATS out, by Quarto where it is installed.
rule render:
    input:
        build=result("manuscript/build"),
        library=library("render"),
    output:
        html=report(
            result("manuscript/manuscript.html"),
            caption="../report/manuscript.rst",
            category="{study}",
            subcategory="7 Manuscript",
        ),
        others=[result(f"manuscript/manuscript.{kind}") for kind in FORMATS if kind != "html"],
    log:
        result("logs/render.log"),
    conda:
        "../../environment.yml"
    params:
        folder=subpath(output.html, parent=True),
        engine=config.get("engine", "auto"),
    message:
        "{wildcards.study}: render"
    shell:
        "python -m burnout.render {input.build:q} {params.folder:q} --engine {params.engine:q} > {log:q} 2>&1"
