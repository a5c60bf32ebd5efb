# manuscript: every result of a study in; a folder that Quarto can render out.
rule manuscript:
    input:
        executed,
        texts=manuscript_texts,
        sources=manuscript_sources,
        notebook="notebooks/manuscript.ipynb",
        settings=settings("manuscript"),
        checklists=checklists,
        library=library(
            "manuscript",
            "figures",
            "fonts",
            "instruments",
            "labels",
            "language",
            "multiverse_labels",
            "provenance",
            "render",
            "reporting",
            "run_record",
            "table_keys",
            "wording",
        ),
    output:
        tables("manuscript_numbers", "reporting"),
        build=directory(result("manuscript/build")),
        record=result("manuscript/run.json"),
        notebook=result("notebooks/manuscript.ipynb"),
    log:
        result("logs/manuscript.log"),
    conda:
        "../../environment.yml"
    message:
        "{wildcards.study}: manuscript"
    shell:
        EXECUTE


# render: the folder in; HTML, Word, PDF, JATS and their exchange package out, by Quarto where it is installed; each
# table as Word and Excel.
rule render:
    input:
        build=result("manuscript/build"),
        library=library("render", "fonts"),
    output:
        html=report(
            result("manuscript/manuscript.html"),
            caption="../report/manuscript.rst",
            category="{study}",
            subcategory="9 Manuscript",
        ),
        package=result("manuscript/manuscript-meca.zip"),
        renderer=result("manuscript/renderer.md"),
        figures=directory(result("manuscript/figures")),
        tables=directory(result("manuscript/tables")),
        submission=directory(result("manuscript/submission")),
        others=[result(f"manuscript/manuscript.{kind}") for kind in FORMATS if kind != "html"],
    log:
        result("logs/render.log"),
    conda:
        "../../environment.yml"
    params:
        part="",
    message:
        "{wildcards.study}: render"
    shell:
        RENDER


# render_further: the same in a further language.
use rule render as render_further with:
    output:
        html=report(
            result("manuscript/{language}/manuscript.html"),
            caption="../report/manuscript.rst",
            category="{study}",
            subcategory="9 Manuscript",
        ),
        package=result("manuscript/{language}/manuscript-meca.zip"),
        renderer=result("manuscript/{language}/renderer.md"),
        figures=directory(result("manuscript/{language}/figures")),
        tables=directory(result("manuscript/{language}/tables")),
        submission=directory(result("manuscript/{language}/submission")),
        others=[result(f"manuscript/{{language}}/manuscript.{kind}") for kind in FORMATS if kind != "html"],
    log:
        result("logs/render-{language}.log"),
    params:
        part="{language}",
    message:
        "{wildcards.study}: render in {wildcards.language}"
