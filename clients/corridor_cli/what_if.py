"""``corridor what-if``: a plan with some of the dataset changed."""

import json
import re
from collections.abc import Iterator, Sequence
from datetime import timedelta
from functools import partial
from typing import Annotated

import typer
from corridor_client import InvalidRequestError, ScenarioFile

from corridor_cli.connection import connection
from corridor_cli.dataset_argument import hinting, source_of
from corridor_cli.exit_codes import ExitCode
from corridor_cli.failures import reporting
from corridor_cli.options import (
    DatasetArgument,
    GapOption,
    IntegerOption,
    JsonOption,
    ServerOption,
    TimeLimitOption,
)
from corridor_cli.progress import phases
from corridor_cli.scenario_report import scenario_report
from corridor_cli.scenario_rows import gathered
from corridor_cli.terminal import print_blocks, print_json, standard_output


def what_if(  # noqa: PLR0913 - a parameter for each option of the command
    dataset: DatasetArgument,
    *,
    settings: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="TARGET=AMOUNT[:PERIODS]",
            help="Set or scale a number, as in leg.aktau-alat-feeder.capacity=+30%, "
            "'demand.[commodity=wheat].volume=x2' or resource.kuryk-port.capacity=0:2025.",
        ),
    ] = None,
    close: Annotated[
        list[str] | None,
        typer.Option(
            "--close",
            metavar="TARGET[:PERIODS]",
            help="Close a leg, transfer, node or resource, as in node.KZ_AKT:2025-12.",
        ),
    ] = None,
    opened: Annotated[
        list[str] | None,
        typer.Option(
            "--open", metavar="TARGET[:PERIODS]", help="Open what the dataset closes."
        ),
    ] = None,
    forbid: Annotated[
        list[str] | None,
        typer.Option(
            "--forbid",
            metavar="TARGET=DEMANDS",
            help="Let demands not use legs, as in "
            "leg.kuryk-alat-ferry=demand.steel-karaganda-poti.",
        ),
    ] = None,
    reserve: Annotated[
        list[str] | None,
        typer.Option(
            "--reserve",
            metavar="TARGET=DEMANDS",
            help="Let no other demands use legs, as in "
            "'leg.kuryk-alat-ferry=demand.[commodity=wheat]'.",
        ),
    ] = None,
    require: Annotated[
        list[str] | None,
        typer.Option(
            "--require",
            metavar="TARGET,...=DEMANDS",
            help="Let demands use no other legs, as in "
            "'leg.*-rail,leg.aktau-alat-drycargo=demand.steel-karaganda-poti'.",
        ),
    ] = None,
    fix: Annotated[
        list[str] | None,
        typer.Option(
            "--fix",
            metavar="TARGET,...=DEMANDS:AMOUNT",
            help="Fix a part of demands to legs, as in "
            "'leg.*-rail,leg.aktau-alat-drycargo=demand.steel-karaganda-poti:x0.5'.",
        ),
    ] = None,
    split: Annotated[
        str | None,
        typer.Option(
            "--split",
            metavar="MONTHS|DAYS",
            help="First cut the calendar into months, or at days such as "
            "2025-12-08,2025-12-15.",
        ),
    ] = None,
    regime: Annotated[
        str | None,
        typer.Option(
            "--regime", metavar="ID", help="Let another regime's tariffs hold."
        ),
    ] = None,
    server: ServerOption = None,
    time_limit: TimeLimitOption = None,
    relative_gap: GapOption = None,
    integer: IntegerOption = False,
    as_json: JsonOption = False,
) -> None:
    """Plan DATASET as it is and with changes, and tell what they do.

    Prints cost, volumes, time, emissions, bottlenecks, flows and revenue against the
    dataset as it is, and what of the difference in cost is owed to which change. Changes
    are made in the order --split, --regime, --set, --open, --close, --forbid, --reserve,
    --require, --fix.
    """
    with reporting(as_json=as_json), hinting(dataset):
        changes: list[Written] = [
            *_split(split),
            *_regime(regime),
            *_settings(settings or []),
            *_openings("open", opened or []),
            *_openings("close", close or []),
            *_rules("forbid", forbid or []),
            *_rules("reserve", reserve or []),
            *_requirements(require or []),
            *_fixings(fix or []),
        ]
        if not changes:
            msg = (
                "nothing is changed; give --set, --close, --open, --forbid, --reserve, "
                "--require, --fix, --split or --regime"
            )
            raise InvalidRequestError(msg)
        with phases() as show_phase:
            show_phase("reading")
            source = source_of(dataset)
            with connection(server, show_phase) as client:
                show_phase("solving")
                ask = partial(
                    client.compare_scenarios,
                    source,
                    [_document(changes)],
                    time_limit=None
                    if time_limit is None
                    else timedelta(seconds=time_limit),
                    relative_gap=relative_gap,
                    integer_decisions=integer,
                )
                found = gathered(lambda known: ask(known_positions=known))
        base, row = found.rows
        if as_json:
            print_json(
                {
                    "currency_code": found.currency_code,
                    "base": base.to_json_object(),
                    "scenario": row.to_json_object(),
                }
            )
        else:
            blocks = scenario_report(base, row, found.currency_code)
            print_blocks(blocks, standard_output())
    if row.reason:
        raise typer.Exit(ExitCode.BAD_INPUT)
    if row.summary is None:
        raise typer.Exit(ExitCode.NO_PLAN)


type Written = dict[str, object]
"""A change as a scenario's file has it."""


def _document(changes: Sequence[Written]) -> ScenarioFile:
    document = {"scenario_id": "what-if", "title": "What if", "changes": changes}
    return ScenarioFile("what-if.yaml", json.dumps(document).encode())


def _split(text: str | None) -> Iterator[Written]:
    if text:
        yield {"split": "MONTHS" if text.upper() == "MONTHS" else text.split(",")}


def _regime(regime_id: str | None) -> Iterator[Written]:
    if regime_id:
        yield {"regime": regime_id}


def _settings(texts: Sequence[str]) -> Iterator[Written]:
    for text in texts:
        target, found, rest = text.rpartition("=")
        if not found or target.count("[") != target.count("]"):
            msg = f"--set {text}: say what to, as in {text}=+30%"
            raise InvalidRequestError(msg)
        amount, *periods = rest.split(":", 1)
        yield {"set": target, "to": amount, **_periods(periods)}


def _openings(action: str, texts: Sequence[str]) -> Iterator[Written]:
    for text in texts:
        target, *periods = text.split(":", 1)
        yield {action: target, **_periods(periods)}


def _rules(action: str, texts: Sequence[str]) -> Iterator[Written]:
    for text in texts:
        target, found, demands = text.partition("=demand.")
        if not found:
            msg = f"--{action} {text}: say for whom, as in {text}=demand.ID"
            raise InvalidRequestError(msg)
        yield {action: target, "for": f"demand.{demands}"}


def _requirements(texts: Sequence[str]) -> Iterator[Written]:
    for rule in _rules("require", texts):
        yield {**rule, "require": _targets(str(rule["require"]))}


def _fixings(texts: Sequence[str]) -> Iterator[Written]:
    for text, rule in zip(texts, _rules("fix", texts), strict=True):
        demands, found, amount = str(rule["for"]).rpartition(":")
        if not found:
            msg = f"--fix {text}: say how much, as in {text}:x0.5"
            raise InvalidRequestError(msg)
        yield {"fix": _targets(str(rule["fix"])), "for": demands, "to": amount}


def _targets(text: str) -> list[str]:
    # Commas inside of brackets are part of a target.
    return re.split(r",(?![^\[]*\])", text)


def _periods(texts: Sequence[str]) -> Written:
    return {"periods": texts[0].split(",")} if texts else {}
