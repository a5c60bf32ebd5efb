"""The command `burnout`: what a person does around a run, one subcommand a module.

Subcommands are functions with typed parameters; what they compute comes from the library, what they print from
`burnout.cli.screen`. Nothing heavy is imported before a subcommand runs, so that help comes at once.
"""

from __future__ import annotations

import sys

import typer

from burnout.cli import accept, add_site, check, codebook, diff, entries, explain, instruments, new_study
from burnout.cli.screen import errors
from burnout.errors import BurnoutError

app = typer.Typer(
    name="burnout",
    help="Prepare and check studies. The studies themselves are run by snakemake.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("check")(check.check)
app.command("new-study")(new_study.new_study)
app.command("accept")(accept.accept)
app.command("codebook")(codebook.codebook)
app.command("entries")(entries.entries)
app.command("add-site")(add_site.add_site)
app.command("diff")(diff.diff)
app.command("explain")(explain.explain)
app.command("instruments")(instruments.instruments)


def main() -> None:
    """Run the command; a message for the user ends it with exit code 1, wrong usage with 2."""
    try:
        app(prog_name="burnout")
    except BurnoutError as error:
        errors(error)
        sys.exit(1)
