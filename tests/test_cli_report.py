"""``corridor report`` writes one file, or says why not before anything is planned."""

import shutil

import pytest
from corridor_cli.application import app
from corridor_cli.exit_codes import ExitCode
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


def test_report_is_written_whole_and_nothing_else_is_printed(run, tmp_path):
    """The file is the result; standard output stays free for programs."""
    file = tmp_path / "report.html"
    done = run(
        "report", REFERENCE, "--scenarios", "growth-10mt", "--out", file
    )  # fmt: skip
    text = file.read_text(encoding="utf-8")

    assert (done.exit_code, done.stdout) == (ExitCode.DONE, "")
    assert text.startswith("<!DOCTYPE html>")
    assert 'data-scenario="growth-10mt"' in text


def test_a_file_that_is_there_stays(run, tmp_path):
    """Nobody loses a report by typing its name again."""
    file = tmp_path / "report.html"
    file.write_text("mine")
    done = run("report", REFERENCE, "--out", file)

    assert done.exit_code == ExitCode.BAD_INPUT
    assert "add --force" in done.stderr
    assert file.read_text() == "mine"


def test_without_chromium_no_pdf_is_promised(run, tmp_path, monkeypatch):
    """It is told before anything is planned, and what to do instead."""
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    out, pdf = tmp_path / "report.html", tmp_path / "report.pdf"
    done = run("report", REFERENCE, "--out", out, "--pdf", pdf)

    assert done.exit_code == ExitCode.BAD_INPUT
    assert "needs Chromium" in done.stderr
    assert not out.exists()
