"""The command ``corridor`` run in this process, where nothing is a terminal."""

from contextlib import contextmanager

from corridor.v1 import dataset_service_pb2
from corridor_cli.application import app
from fake_server import OPTIMIZE_PLAN, fake_server
from plans import small_result
from typer.testing import CliRunner

VALIDATE_DATASET = "/corridor.v1.DatasetService/ValidateDataset"
CHECK_TARIFFS = "/corridor.v1.TariffService/CheckTariffs"


@contextmanager
def planning_server():
    """A fake server that gives the small plan for every dataset."""
    with fake_server() as server:
        server.answers[OPTIMIZE_PLAN] = lambda *_: small_result()
        yield server


def invoke(server, *arguments, content=None):
    """Run the command against a server, with content on standard input."""
    environment = {"CORRIDOR_SERVER": server.address, "COLUMNS": None}
    return CliRunner().invoke(app, arguments, input=content, env=environment)


def words(text):
    """The text with all space between words made one blank."""
    return " ".join(text.split())


def problems(count):
    """Findings of a check with so many errors."""
    return dataset_service_pb2.ValidateDatasetResponse(
        dataset_id="line",
        problems=[
            {
                "code": "UNKNOWN_CHOICE",
                "severity": "SEVERITY_ERROR",
                "table": "legs",
                "row": number,
                "row_id": f"leg-{number}",
                "column": "mode",
                "value": "FLY",
                "message": "no mode is called so",
                "remedy": "write RAIL",
            }
            for number in range(1, count + 1)
        ],
    )
