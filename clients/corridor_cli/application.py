"""The command ``corridor`` with its subcommands, their help and examples."""

from collections.abc import Callable
from dataclasses import dataclass

import typer

from corridor_cli.datasets import datasets
from corridor_cli.exit_codes import MEANINGS
from corridor_cli.quote import quote
from corridor_cli.serve import serve
from corridor_cli.solve import solve
from corridor_cli.validate import validate
from corridor_cli.version import version


@dataclass(frozen=True)
class Command:
    """One command.

    Attributes
    ----------
    run
        What it does; its docstring is its help.
    summary
        What the list of commands says.
    examples
        How it is used; the first one stands below the list of commands.
    """

    run: Callable[..., None]
    summary: str
    examples: tuple[str, ...]


COMMANDS = (
    Command(
        solve,
        "Plan a dataset at least cost.",
        (
            "corridor solve middle-corridor",
            "corridor solve ./my-dataset --time-limit 60",
            "corridor solve my-dataset.zip --json | jq .plan.total_cost",
        ),
    ),
    Command(
        quote,
        "Quote one consignment, receipt by receipt.",
        (
            "corridor quote middle-corridor --from KZ_ALT --to GE_PTI --commodity "
            "container-40 --quantity 2 --date 2025-06-01",
            "corridor quote middle-corridor --from KZ_ALT --to GE_PTI --commodity "
            "container-40 --quantity 2 --date 2025-06-01 --regime unified --json",
        ),
    ),
    Command(
        validate,
        "Check a dataset and list every problem.",
        (
            "corridor validate ./my-dataset",
            "corridor validate - < my-dataset.json",
        ),
    ),
    Command(
        datasets,
        "List the stored datasets.",
        (
            "corridor datasets",
            "corridor datasets --server localhost:50051 --json",
        ),
    ),
    Command(
        serve,
        "Serve plans over gRPC until Ctrl-C.",
        (
            "corridor serve --address localhost:50051",
            "corridor serve --address unix:corridor.sock --workers 4",
        ),
    ),
    Command(
        version,
        "Print the versions of the command and of a server.",
        ("corridor version", "corridor version --server localhost:50051"),
    ),
)


def _paragraph(title: str, lines: tuple[str, ...]) -> str:
    """Lay out lines that help texts leave as they are."""
    return "\n".join(["\b", f"{title}:", *(f"  {line}" for line in lines)])


app = typer.Typer(
    name="corridor",
    help="Plan cargo over the rail and ferry legs of the Middle Corridor.",
    epilog="\n\n".join(
        [
            _paragraph("Examples", tuple(command.examples[0] for command in COMMANDS)),
            _paragraph("Exit codes", MEANINGS),
        ]
    ),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)

for _command in COMMANDS:
    app.command(
        short_help=_command.summary,
        epilog="\n\n".join(
            [
                _paragraph("Examples", _command.examples),
                _paragraph("Exit codes", MEANINGS),
            ]
        ),
    )(_command.run)
