"""The commands, each in a module of its own that is imported only when it is run, completed or listed."""

from __future__ import annotations

import os
from importlib import import_module
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.main import get_command

from cnht import __version__
from cnht.cli import usage
from cnht.language.fuzzy import no_such
from cnht.language.texts import Lang, _

if TYPE_CHECKING:
    from typer._click import Command, Context

COMMANDS = (
    "progress", "explain", "history", "report", "record", "import", "validate", "diff", "fmt", "export", "list",
    "schema", "init",
)  # fmt: skip
"""In the order of ``--help``. ``progress`` is the function ``run`` of ``cnht.cli.progress_command``, and so on."""


class LazyGroup(usage.CommandGroup):
    """A group that knows its commands' names and imports a command's module when it is asked for."""

    def list_commands(self, ctx: Context) -> list[str]:  # noqa: ARG002 - the library calls it so
        """The names, in the order of ``--help``."""
        return list(COMMANDS)

    def get_command(self, ctx: Context, cmd_name: str) -> Command | None:  # noqa: ARG002 - as above
        """The command of that name."""
        if cmd_name not in COMMANDS:
            return None
        if cmd_name not in self.commands:
            module: Any = import_module(f"cnht.cli.{cmd_name}_command")
            own = typer.Typer(add_completion=False, rich_markup_mode="rich")
            kind = getattr(module, "KIND", usage.Command)
            own.command(cmd_name, cls=kind, epilog=module.EPILOG)(module.run)
            self.commands[cmd_name] = get_command(own)
            usage.translate(self.commands[cmd_name])
        return self.commands[cmd_name]

    def resolve_command(self, ctx: Context, args: list[str]) -> tuple[str | None, Command | None, list[str]]:
        """The command that is called; a name that is not one is refused."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-") and not ctx.resilient_parsing:
            raise usage.Wrong(no_such(args[0], COMMANDS, _("command")))
        return super().resolve_command(ctx, args)


app = typer.Typer(
    cls=LazyGroup,
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="""[bold]Start here[/bold]

  cnht progress 2025               how far each target of 2025 is
  cnht explain enterprises 2025    how a verdict was reached
  cnht history enterprises         all years, and where the trend leads
  cnht report 2025 -o report.html  the whole year as a page
  cnht record enterprises "gần 1.000" --as-of 2024-09-28
                                   add a figure, in the words of its source
  cnht validate                    check the files for problems
  cnht diff --rev main             what a change means
  cnht fmt                         format the files
  cnht list indicators             what is measured
  cnht init bac-ninh               create your own workspace

Exit codes: 0 success, 1 problems found or --fail-on matched, 2 wrong usage,
3 an internal error.""",
)


def _version(asked: bool) -> None:
    if asked:
        print(f"cnht {__version__}")
        raise typer.Exit


@app.callback()
def cnht(
    version: Annotated[  # noqa: ARG001 - the callback has done it
        bool, typer.Option("--version", help="Show the version and exit.", callback=_version, is_eager=True)
    ] = False,
    lang: Annotated[
        Lang | None,
        typer.Option(
            "--lang", help="Vietnamese or English. Default: the language of the locale.", **usage.choice(Lang)
        ),
    ] = None,
) -> None:
    """Track figures against plan targets, and keep the words: "gần 1.000", "hơn 35%".

    Targets are YAML files in targets/, figures CSV files in data/, both reviewed in git.
    """
    if lang is not None:
        os.environ["CNHT_LANG"] = lang  # for the command that follows, which may say it, too
