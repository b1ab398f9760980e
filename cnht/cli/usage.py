"""``--help`` and wrong usage in the language of the run: the command-line library says both in English."""

from __future__ import annotations

import gettext
import os
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeVar

import typer
from typer.core import TyperCommand, TyperGroup

from cnht.language.texts import LOCALE, Lang, Localized, _, untranslated

if TYPE_CHECKING:
    from typer._click import Command as AnyCommand
    from typer._click import Context

UsageError: Any = typer.BadParameter.__base__
_Choice = TypeVar("_Choice", bound=StrEnum)
_lang = Lang.EN
"""The language that help and usage errors are in."""


class Wrong(typer.BadParameter):
    """What an option or argument cannot be, or another mistake on the command line."""

    def __init__(self, why: Localized) -> None:
        super().__init__(str(why))
        self.why = why


def speak(command: AnyCommand, lang: Lang) -> None:
    """Have help and usage errors in ``lang`` from here on, those of ``command`` first."""
    global _lang  # noqa: PLW0603 - a run is a process
    _lang = lang
    if lang is Lang.EN:
        return
    # The headings of the library's help are gettext's, too.
    gettext.bindtextdomain("cnht", LOCALE)
    gettext.textdomain("cnht")
    os.environ["LANGUAGE"] = lang
    translate(command)


def translate(command: AnyCommand) -> None:
    """Say the help of ``command`` in the language of the run."""
    if _lang is Lang.EN:
        return
    for thing in (command, *command.params):
        for part in ("help", "short_help", "epilog"):
            text = getattr(thing, part, None)
            if text:
                setattr(thing, part, _(text).text(_lang))


class _Spoken:
    """A command whose help is in the language of the run."""

    def format_usage(self, ctx: Context, formatter: Any) -> None:
        """The line that begins the help."""
        pieces = " ".join(self.collect_usage_pieces(ctx))  # type: ignore[attr-defined]  # the command has it
        formatter.write_usage(ctx.command_path, pieces, prefix=_("Usage: ").text(_lang))

    def get_help_option(self, ctx: Context) -> Any:
        """``--help``."""
        option = super().get_help_option(ctx)  # type: ignore[misc]  # likewise
        if option is not None:
            option.help = _("Show this message and exit.").text(_lang)
        return option


class CommandGroup(_Spoken, TyperGroup):
    """A group of commands."""


class Command(_Spoken, TyperCommand):
    """A command."""

    def parse_args(self, ctx: Context, args: list[str]) -> list[str]:
        """The arguments; one more than there is room for is refused."""
        ctx.allow_extra_args = True
        try:
            left = super().parse_args(ctx, args)
            if left and not ctx.resilient_parsing:
                raise Wrong(_("unexpected argument: {word}", word=left[0]))
        except UsageError as error:
            error.ctx = error.ctx or ctx  # the parser does not say where it was
            raise
        return left


def choice(choices: type[_Choice]) -> dict[str, Any]:
    """What an option needs, to take one of ``choices`` whatever the case of its letters."""
    names = [str(each) for each in choices]

    def parsed(text: str) -> _Choice:
        if text.lower() in names:
            return choices(text.lower())
        raise Wrong(_('"{text}" is not one of {names}', text=text, names=", ".join(names)))

    def offered(incomplete: str) -> list[str]:
        return [name for name in names if name.startswith(incomplete.lower())]

    return {"parser": parsed, "metavar": f"[{'|'.join(names)}]", "autocompletion": offered}


def refused(error: Any) -> int:
    """Say what is wrong with the command line; the exit code."""
    from cnht.cli import session

    if type(error).__name__ == "NoArgsIsHelpError":
        session.show(f"{error.ctx.get_help()}\n")
    else:
        session.say(_why(error), _lang)
        path = error.ctx.command_path if error.ctx is not None else "cnht"
        session.tell_plainly(_("    help: {command} --help", command=path), _lang)
    return int(error.exit_code)


def _why(error: Any) -> Localized:
    """Why a command line was refused. The library's errors are known by their classes."""
    match type(error).__name__:
        case "Wrong":
            return _("{what}: {why}", what=_name(error.param), why=error.why) if error.param else error.why
        case "MissingParameter":
            return _("{what} is missing", what=_name(error.param))
        case "NoSuchOption":
            names = ", ".join(error.possibilities or ())
            if names:
                return _("unknown option {name}; did you mean {names}?", name=error.option_name, names=names)
            return _("unknown option {name}", name=error.option_name)
        case "BadOptionUsage" if error.ctx is not None:
            option = next((each for each in error.ctx.command.params if error.option_name in each.opts), None)
            if getattr(option, "is_flag", False):
                return _("{name} takes no value", name=error.option_name)
            return _("{name} needs a value", name=error.option_name)
        case "UsageError" if error.ctx is not None and isinstance(error.ctx.command, CommandGroup):
            return _("no command is given")
        case _:
            return untranslated(error.format_message())


def _name(parameter: Any) -> str:
    """What an argument or option is called in help."""
    if parameter.param_type_name == "argument":
        return str(parameter.name).upper()
    return max(map(str, parameter.opts), key=len)
