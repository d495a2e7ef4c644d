"""Let Typer speak Dutch: its headings, its help option and its usage errors."""

import difflib
import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import typer
from typer._click.core import Context
from typer._click.formatting import HelpFormatter
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption

# Typer's own base class of usage errors, not public under its name
UsageError: type[Exception] = typer.BadParameter.__mro__[1]

_HELP = "Toon deze uitleg."
_MESSAGES = (
    (r"No such option: (\S+)", "onbekende optie {0}"),
    (r"No such command ['\"]?([^'\"]+?)['\"]?\.", "onbekend commando '{0}'"),
    (r"Got unexpected extra arguments?\W*\(?s?\)?\s*\(?(.*?)\)?$", "te veel argumenten: {0}"),
    (r"Missing argument ['\"]?([^'\"]+?)['\"]?\.", "het argument {0} ontbreekt"),
    (r"Missing option ['\"]?([^'\"]+?)['\"]?\.", "de optie {0} ontbreekt"),
    (r"Missing command\.", "welk commando?"),
    (r"Option ['\"]?([^'\"]+?)['\"]? requires an argument\.?", "achter {0} hoort een waarde"),
    (r"Invalid value for ['\"]?([^'\":]+?)['\"]?: .*", "ongeldige waarde voor {0}"),
)


class DutchCommand(TyperCommand):
    """A command whose usage and help option are Dutch."""

    def __init__(self, *arguments: Any, help: str | None = None, **how: Any) -> None:  # noqa: A002, ANN401
        # rich would keep the line ends of the docstring; lines of examples are indented
        super().__init__(*arguments, help=re.sub(r"(?<=\S)\n(?=\S)", " ", help or ""), **how)
        _spare_pydantic(self.params)

    def format_help(self, ctx: Context, formatter: HelpFormatter) -> None:
        """Show the help in Dutch."""
        from typer import rich_utils  # takes as long as all other imports together

        rich_utils.DEFAULT_STRING = "[standaard: {}]"
        rich_utils.REQUIRED_LONG_STRING = "[verplicht]"
        rich_utils.ARGUMENTS_PANEL_TITLE = "Argumenten"
        rich_utils.OPTIONS_PANEL_TITLE = "Opties"
        super().format_help(ctx, formatter)

    def get_usage(self, ctx: Context) -> str:
        """Return the usage line."""
        return _dutch_usage(super().get_usage(ctx))

    def get_help_option(self, ctx: Context) -> TyperOption | None:
        """Return the help option."""
        return _dutch_help(super().get_help_option(ctx))

    def get_params(self, ctx: Context) -> list[Any]:
        """Return the parameters, without English types such as `<bool>`."""
        return _without_types(super().get_params(ctx))


class DutchGroup(TyperGroup):
    """A group of commands whose help is plain Dutch text: to lay it out with rich takes too long."""

    lines: Mapping[str, str]
    """Command to what it does."""

    def get_help_option(self, ctx: Context) -> TyperOption | None:
        """Return the help option."""
        return _dutch_help(super().get_help_option(ctx))

    def format_help(self, ctx: Context, formatter: HelpFormatter) -> None:
        """Write what the program is, its options and its commands."""
        formatter.write_usage(ctx.command_path, "[OPTIES] COMMANDO ...", "Gebruik: ")
        self.format_help_text(ctx, formatter)
        options = (option.get_help_record(ctx) for option in self.get_params(ctx))
        with formatter.section("Opties"):
            formatter.write_dl([option for option in options if option])
        with formatter.section("Commando's"):
            formatter.write_dl(list(self.lines.items()))


def _spare_pydantic(parameters: list[Any]) -> None:
    """Let texts and what was not given pass as they are: Typer would load pydantic to convert them."""
    for parameter in parameters:
        is_text = parameter.type_descriptor.annotation in (str, list[str])
        if not parameter.required:
            parameter.process_value = partial(
                _convert, parameter.process_value, parameter.default, is_text
            )


def _convert(
    convert: Callable[[Context, object], object],
    default: object,
    is_text: bool,
    ctx: Context,
    value: object,
) -> object:
    return value if is_text or value is default else convert(ctx, value)


def _dutch_usage(usage: str) -> str:
    usage = usage.replace("Usage:", "Gebruik:", 1).replace("[OPTIONS]", "[OPTIES]", 1)
    return re.sub(r"\{(\w+)\}", r"\1", usage)  # Typer's way to show a required argument


def _without_types(parameters: list[Any]) -> list[Any]:
    for parameter in parameters:
        if getattr(parameter, "is_flag", False) or isinstance(parameter, TyperArgument):
            parameter.display_type_rich = lambda ctx: None
    return parameters


def _dutch_help(option: TyperOption | None) -> TyperOption | None:
    if option is not None:
        option.help = _HELP
        _spare_pydantic([option])
    return option


def explain_usage(error: Exception, arguments: list[str]) -> str:
    """Return a usage error in Dutch, with the way to the help text."""
    context = getattr(error, "ctx", None)
    named = [argument for argument in arguments[:1] if not argument.startswith("-")]
    command = context.command_path if context else " ".join(["codeer", *named])
    original = str(getattr(error, "format_message", lambda: error)()).replace("\n", " ")
    said = original
    for pattern, dutch in _MESSAGES:
        if match := re.match(pattern, original):
            said = dutch.format(*match.groups())
            break
    option, possibilities = getattr(error, "option_name", ""), getattr(error, "possibilities", None)
    near = difflib.get_close_matches(option, possibilities or (), n=1)
    hint = f"; bedoelde je {near[0]}?" if near else "."
    return f"{said}{hint}\nUitleg en voorbeelden: {command} --help"
