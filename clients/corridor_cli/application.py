"""The command ``corridor`` with its subcommands, their help and examples."""

from collections.abc import Callable
from dataclasses import dataclass

import typer

from corridor_cli import operations, store
from corridor_cli.bottlenecks import bottlenecks
from corridor_cli.compare import compare
from corridor_cli.contracts import contracts
from corridor_cli.credentials import take_credentials
from corridor_cli.datasets import datasets
from corridor_cli.exit_codes import MEANINGS
from corridor_cli.explain import explain
from corridor_cli.export import export, template
from corridor_cli.pareto import pareto
from corridor_cli.quote import quote
from corridor_cli.ranges import ranges
from corridor_cli.report import report
from corridor_cli.runs import runs
from corridor_cli.serve import serve
from corridor_cli.simulate import simulate
from corridor_cli.solve import solve
from corridor_cli.sweep import sweep
from corridor_cli.tariff_check import check
from corridor_cli.token import token
from corridor_cli.validate import validate
from corridor_cli.version import version
from corridor_cli.what_if import what_if


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
    group
        Word between ``corridor`` and the command; empty where there is none.
    passes_options_on
        Whether it takes options that are not its own.
    """

    run: Callable[..., None]
    summary: str
    examples: tuple[str, ...]
    group: str = ""
    passes_options_on: bool = False

    @property
    def words(self) -> tuple[str, ...]:
        """What is typed after ``corridor`` to run it."""
        return tuple(
            filter(None, (self.group, self.run.__name__.strip("_").replace("_", "-")))
        )


COMMANDS = (
    Command(
        solve,
        "Plan a dataset at least cost.",
        (
            "corridor solve middle-corridor",
            "corridor solve ./my-dataset --time-limit 60",
            "corridor solve my-dataset.zip --json | jq .plan.total_cost",
            "corridor solve my-dataset.xlsx --out plan.xlsx --out plan.geojson",
        ),
    ),
    Command(
        report,
        "Write a report with a map, as HTML and PDF.",
        (
            "corridor report middle-corridor --out report.html",
            "corridor report middle-corridor --scenarios growth-10mt,unified-tariff "
            "--out report.html --pdf report.pdf",
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
        explain,
        "Tell why a demand goes where it goes.",
        (
            "corridor explain middle-corridor container-xian-poti",
            "corridor explain middle-corridor oil-products-atyrau-batumi --routes 10",
        ),
    ),
    Command(
        what_if,
        "Plan a dataset with some of it changed.",
        (
            "corridor what-if middle-corridor --set "
            "resource.kuryk-wagons-westbound.capacity=+30%",
            "corridor what-if middle-corridor --close leg.kuryk-alat-ferry "
            "--set 'demand.[direction=westbound].volume=+10%'",
            "corridor what-if middle-corridor --split months --close node.KZ_AKT:2025-12",
        ),
    ),
    Command(
        compare,
        "Compare two regimes of a dataset, or scenarios.",
        (
            "corridor compare middle-corridor --regime national --regime unified",
            "corridor compare middle-corridor --scenarios all",
            "corridor compare ./my-dataset --regime own --regime joint "
            "--division fixed-percent --percent ktz=60 --percent ady=40",
            "corridor compare my-dataset.zip --regime own --regime joint --json "
            "| jq .comparison.settlement",
        ),
    ),
    Command(
        bottlenecks,
        "Find which capacity to add next, and what it saves.",
        (
            "corridor bottlenecks middle-corridor",
            "corridor bottlenecks middle-corridor --scenario growth-10mt --target 11e6",
            "corridor bottlenecks middle-corridor --plot ladder.svg --csv ladder.csv",
        ),
    ),
    Command(
        ranges,
        "Tell what one more of each number is worth.",
        (
            "corridor ranges middle-corridor",
            "corridor ranges middle-corridor --of rates --of tariffs",
            "corridor ranges ./my-dataset --scenario growth.yaml --csv ranges.csv",
        ),
    ),
    Command(
        pareto,
        "Trade cost off against transit time or emissions.",
        (
            "corridor pareto middle-corridor --against emissions",
            "corridor pareto middle-corridor --against transit-time --plot front.png",
        ),
    ),
    Command(
        sweep,
        "Plan a dataset over a grid of numbers.",
        (
            "corridor sweep middle-corridor --vary "
            "resource.kuryk-wagons-westbound.capacity=x0.5..x1.5:21",
            "corridor sweep middle-corridor --vary carbon.price=0,50,100 "
            "--vary 'demand.[direction=westbound].volume=-20%..+20%:9' --csv grid.csv",
        ),
    ),
    Command(
        simulate,
        "Plan many draws of what is uncertain.",
        (
            "corridor simulate middle-corridor --uncertainty weather-and-growth",
            "corridor simulate my-dataset.zip --uncertainty storms.yaml --draws 1000 "
            "--keep storms.jsonl --plot storms.svg",
        ),
    ),
    Command(
        contracts,
        "Book capacity before it is known what is needed.",
        (
            "corridor contracts middle-corridor --uncertainty weather-and-growth",
            "corridor contracts my-dataset.zip --uncertainty storms.yaml --draws 100 --json",
        ),
    ),
    Command(
        template,
        "Write a workbook to fill in.",
        ("corridor template my-corridor.xlsx",),
    ),
    Command(
        export,
        "Write a dataset as a workbook, zip or JSON.",
        (
            "corridor export middle-corridor --out middle-corridor.xlsx",
            "corridor export my-dataset.xlsx --out my-dataset.parquet.zip",
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
        check,
        "List what is odd about tariffs by the haul.",
        (
            "corridor tariff check middle-corridor",
            "corridor tariff check ./my-dataset --tariff unified --least-share 0",
            "corridor tariff check ./my-dataset --cliff-share 0.05 --json",
        ),
        group="tariff",
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
        store.import_,
        "Have a server keep a dataset.",
        (
            "corridor store import ./my-dataset --server localhost:50051",
            "corridor store import my-dataset.zip --replace --json | jq .digest",
        ),
        group="store",
    ),
    Command(
        store.versions,
        "List the versions of a dataset.",
        ("corridor store versions my-dataset --server localhost:50051",),
        group="store",
    ),
    Command(
        store.delete,
        "Forget a dataset, or one of its versions.",
        ("corridor store delete my-dataset --server localhost:50051",),
        group="store",
    ),
    Command(
        store.add,
        "Keep a scenario or an uncertainty beside a dataset.",
        (
            "corridor store add my-dataset storm.yaml --as scenario --server "
            "localhost:50051",
            "corridor store add my-dataset winds.yaml --as uncertainty --replace",
        ),
        group="store",
    ),
    Command(
        store.documents,
        "List the scenarios and uncertainties beside a dataset.",
        ("corridor store documents my-dataset --server localhost:50051",),
        group="store",
    ),
    Command(
        store.remove,
        "Forget a scenario or an uncertainty.",
        (
            "corridor store remove my-dataset storm --as scenario --server "
            "localhost:50051",
        ),
        group="store",
    ),
    Command(
        runs,
        "List what a server has planned.",
        (
            "corridor runs --server localhost:50051",
            "corridor runs --dataset middle-corridor --limit 5 --json",
        ),
    ),
    Command(
        operations.list_,
        "List what a server does in the background.",
        ("corridor operations list --server localhost:50051",),
        group="operations",
    ),
    Command(
        operations.wait,
        "Wait for the end of an operation.",
        (
            "corridor operations wait operations/7d1c --server localhost:50051",
            "corridor operations wait operations/7d1c --json | jq .result",
        ),
        group="operations",
    ),
    Command(
        operations.show,
        "Tell how far an operation is, and its result.",
        ("corridor operations show operations/7d1c --server localhost:50051",),
        group="operations",
    ),
    Command(
        operations.cancel,
        "End an operation.",
        ("corridor operations cancel operations/7d1c --server localhost:50051",),
        group="operations",
    ),
    Command(
        operations.delete,
        "Forget an operation that has ended.",
        ("corridor operations delete operations/7d1c --server localhost:50051",),
        group="operations",
    ),
    Command(
        serve,
        "Serve plans over gRPC until Ctrl-C.",
        (
            "corridor serve --address localhost:50051",
            "corridor serve --address unix:corridor.sock --workers 4",
            "corridor serve --settings",
        ),
        passes_options_on=True,
    ),
    Command(
        token,
        "Make a token for a caller of a server.",
        (
            "corridor token --caller reports --scopes plan",
            "corridor token --caller imports --scopes plan,write",
        ),
    ),
    Command(
        version,
        "Print the versions of the command and of a server.",
        ("corridor version", "corridor version --server localhost:50051"),
    ),
)

GROUPS = {
    "store": "Have a server keep datasets, scenarios and uncertainties.",
    "tariff": "Ask tariffs what is odd about them.",
    "operations": "See to what a server does in the background.",
}
"""Commands of more than one word: their first word, and what they are for."""


def _paragraph(title: str, lines: tuple[str, ...]) -> str:
    """Lay out lines that help texts leave as they are."""
    return "\n".join(["\b", f"{title}:", *(f"  {line}" for line in lines)])


def _typer(name: str, purpose: str, commands: tuple[Command, ...]) -> typer.Typer:
    """Make an application or a group of commands; its help shows how to use each."""
    return typer.Typer(
        name=name,
        help=purpose,
        epilog="\n\n".join(
            [
                _paragraph("Examples", tuple(c.examples[0] for c in commands)),
                _paragraph("Exit codes", MEANINGS),
            ]
        ),
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"]},
    )


app = _typer(
    "corridor",
    "Plan cargo over the rail and ferry legs of the Middle Corridor.",
    COMMANDS,
)

app.callback()(take_credentials)

_groups = {
    name: _typer(name, purpose, tuple(c for c in COMMANDS if c.group == name))
    for name, purpose in GROUPS.items()
}
for _group in _groups.values():
    app.add_typer(_group)

for _command in COMMANDS:
    _groups.get(_command.group, app).command(
        _command.words[-1],
        short_help=_command.summary,
        epilog="\n\n".join(
            [
                _paragraph("Examples", _command.examples),
                _paragraph("Exit codes", MEANINGS),
            ]
        ),
        context_settings={
            "allow_extra_args": _command.passes_options_on,
            "ignore_unknown_options": _command.passes_options_on,
        },
    )(_command.run)
