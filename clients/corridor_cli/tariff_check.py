"""``corridor tariff check``: what is odd about tariffs, though they can be applied."""

from typing import Annotated

import typer

from corridor_cli.connection import connection
from corridor_cli.dataset_argument import hinting, source_of
from corridor_cli.failures import reporting
from corridor_cli.options import DatasetArgument, JsonOption, ServerOption
from corridor_cli.progress import phases
from corridor_cli.tariff_check_report import tariff_check_report
from corridor_cli.terminal import print_blocks, print_json, standard_output


def check(  # noqa: PLR0913 - a parameter for each option of the command
    dataset: DatasetArgument,
    *,
    server: ServerOption = None,
    tariff: Annotated[
        str | None,
        typer.Option(
            "--tariff",
            metavar="ID",
            help="The one tariff to check; all that charge by the haul if not given.",
        ),
    ] = None,
    cliff_share: Annotated[
        float,
        typer.Option(
            "--cliff-share",
            metavar="SHARE",
            min=0.0,
            help="Change of the whole charge at the border of a belt, as a share of it, "
            "above which it is a cliff.",
        ),
    ] = 0.1,
    least_share: Annotated[
        float,
        typer.Option(
            "--least-share",
            metavar="SHARE",
            min=0.0,
            help="Cliffs, cheaper longer hauls and cheaper splits that change the charge "
            "by a smaller share are counted but not listed.",
        ),
    ] = 0.01,
    as_json: JsonOption = False,
) -> None:
    """List what is odd about the tariffs of DATASET that charge by the haul.

    Finds cliffs, which are jumps of the whole charge at the borders of belts; hauls that
    are cheaper when they are longer, or split; coefficients and rates that nothing uses;
    and days on which no tariff holds. Such tariffs can be applied, so findings are no
    errors: the exit code is 0 with or without them.
    """
    with reporting(as_json=as_json), hinting(dataset):
        with phases() as show_phase:
            show_phase("reading")
            source = source_of(dataset)
            with connection(server, show_phase) as client:
                show_phase("checking")
                result = client.check_tariffs(
                    source,
                    tariff_id=tariff,
                    cliff_share=cliff_share,
                    least_share=least_share,
                )
        if as_json:
            print_json(result.to_json_object())
        else:
            print_blocks(tariff_check_report(result, least_share), standard_output())
