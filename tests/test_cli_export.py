"""``corridor export`` and ``corridor template`` write files whole, or say why not."""

import pytest
from corridor_cli.application import app
from corridor_cli.exit_codes import ExitCode
from corridor_client import AsyncClient, Client, DatasetFormat, InvalidRequestError
from serving import running_server
from typer.testing import CliRunner

pytestmark = pytest.mark.integration

REFERENCE = "middle-corridor"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with running_server(tmp_path_factory.mktemp("server")) as running:
        yield running


@pytest.fixture
def run(server):
    def invoke(*arguments):
        environment = {"CORRIDOR_SERVER": server.address}
        return CliRunner().invoke(app, list(map(str, arguments)), env=environment)

    return invoke


@pytest.mark.parametrize(
    "ending", [".xlsx", ".zip", ".parquet.zip", ".gmns.zip", ".json"]
)
def test_what_is_exported_is_the_same_dataset(run, server, tmp_path, ending):
    """Read again by the server, it has the digest of the original."""
    file = tmp_path / f"ours{ending}"
    done = run("export", REFERENCE, "--out", file)

    with Client(server.address) as client:
        digest = client.validate_dataset(REFERENCE).digest
        assert client.validate_dataset(file).digest == digest
    assert (done.exit_code, done.stdout) == (ExitCode.DONE, "")


def test_a_template_is_checked_like_any_dataset(run, tmp_path):
    """Empty as it is, it lacks everything, and every lack is named."""
    file = tmp_path / "plan.xlsx"

    assert run("template", file).exit_code == ExitCode.DONE
    done = run("validate", file)
    assert done.exit_code == ExitCode.BAD_INPUT
    assert "MISSING_TABLE" in done.stdout


@pytest.mark.parametrize(
    ("command", "name", "complaint"),
    [
        (("template",), "plan.xls", "ends in .xlsx"),
        (("template",), "none/plan.xlsx", "there is no folder"),
        (("template",), "there.xlsx", "is there already"),
        (("template",), ".", "ends in .xlsx"),
        (("export", REFERENCE, "--out"), "plan.csv", "ends in .parquet.zip, .gmns.zip"),
        (("export", REFERENCE, "--out"), "there.xlsx", "add --force"),
    ],
)
def test_files_that_cannot_be_written_are_told_at_once(
    run, tmp_path, monkeypatch, command, name, complaint
):
    """Before the server has worked for nothing, and nothing is written over."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "there.xlsx").write_text("mine")
    done = run(*command, name)

    assert done.exit_code == ExitCode.BAD_INPUT
    assert complaint in " ".join(done.stderr.split())
    assert (tmp_path / "there.xlsx").read_text() == "mine"


def test_force_writes_over(run, tmp_path):
    """Whole or not at all: no half of a file is left beside it."""
    file = tmp_path / "plan.xlsx"
    file.write_text("old")
    done = run("template", file, "--force")

    assert done.exit_code == ExitCode.DONE
    assert [path.name for path in tmp_path.iterdir()] == ["plan.xlsx"]
    assert file.read_bytes().startswith(b"PK")


def test_an_unknown_format_is_refused(server):
    """Before anything is sent."""
    with (
        Client(server.address) as client,
        pytest.raises(InvalidRequestError, match="WORKBOOK"),
    ):
        client.export_dataset(REFERENCE, "XLS")


async def test_both_clients_export_alike(server):
    """The one to await gives the same bytes."""
    with Client(server.address) as client:
        waited = client.export_dataset(REFERENCE, DatasetFormat.JSON)
    async with AsyncClient(server.address) as client:
        assert await client.export_dataset(REFERENCE, DatasetFormat.JSON) == waited
        assert (await client.get_template()).filename == "template.xlsx"
