"""``corridor solve --out`` writes what was made, or says why not."""

from functools import partial

import pytest
from commands import invoke, planning_server
from corridor.v1 import plan_service_pb2, termination_pb2
from corridor_cli.exit_codes import ExitCode
from corridor_client import Client, InvalidRequestError
from plans import small_result

OPTIMIZE = "/corridor.v1.PlanService/OptimizePlan"
FORMATS = plan_service_pb2.PlanFormat


@pytest.fixture
def server():
    with planning_server() as server:
        yield server


@pytest.fixture
def run(server):
    return partial(invoke, server)


def with_files(request, _context):
    """A plan with a file for each form that is asked for."""
    answer = small_result()
    for number in request.options.file_formats:
        answer.files.add(
            format=number, filename="f", content=FORMATS.Name(number).encode()
        )
    return answer


def test_each_file_gets_what_its_ending_stands_for(run, server, tmp_path):
    """In any order, and what is printed stays as it was."""
    server.answers[OPTIMIZE] = with_files
    plain = run("solve", "line")
    files = [
        tmp_path / name
        for name in (
            "a.mps",
            "b.xlsx",
            "c.GeoJSON",
            "d.names.csv",
            "e.zip",
            "e.parquet.zip",
        )
    ]
    options = [word for file in files for word in ("--out", str(file))]
    done = run("solve", "line", *options)

    assert (done.exit_code, done.stdout) == (ExitCode.DONE, plain.stdout)
    assert [file.read_text().removeprefix("PLAN_FORMAT_") for file in files] == [
        "PROGRAM_MPS",
        "WORKBOOK",
        "GEOJSON",
        "PROGRAM_NAMES",
        "CSV_ZIP",
        "PARQUET_ZIP",
    ]


def test_json_does_not_repeat_the_files(run, server, tmp_path):
    """They may be megabytes."""
    server.answers[OPTIMIZE] = with_files
    done = run("solve", "line", "--json", "--out", str(tmp_path / "a.xlsx"))

    assert '"files": []' in done.stdout
    assert (tmp_path / "a.xlsx").exists()


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (("--out", "a.pdf"), "name a file that ends in"),
        (("--out", "a.mps", "--out", "b.mps"), "two files are of the same form"),
        (("--out", "none/a.mps"), "there is no folder"),
        (("--out", "there.xlsx"), "is there already"),
        (("--out", "a.xlsx", "--background"), "leave one out"),
    ],
)
def test_files_that_cannot_be_written_are_told_first(
    run, server, tmp_path, monkeypatch, options, complaint
):
    """Before anything is asked of the server."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "there.xlsx").write_text("mine")
    done = run("solve", "line", *options)

    assert done.exit_code == ExitCode.BAD_INPUT
    assert complaint in " ".join(done.stderr.split())
    assert not server.requests


def test_an_unknown_form_is_refused(server):
    """By the client, with the forms that there are."""
    with (
        Client(server.address) as client,
        pytest.raises(InvalidRequestError, match="GEOJSON"),
    ):
        client.optimize_plan("line", file_formats=["PDF"])


def test_without_a_plan_it_says_which_files_there_are_not(run, server, tmp_path):
    """The program is written: it can be asked why."""

    def without_plan(request, context):
        answer = with_files(request, context)
        answer.ClearField("plan")
        answer.termination.reason = termination_pb2.TERMINATION_REASON_INFEASIBLE
        kept = [f for f in answer.files if f.format == FORMATS.PLAN_FORMAT_PROGRAM_MPS]
        del answer.files[:]
        answer.files.extend(kept)
        return answer

    server.answers[OPTIMIZE] = without_plan
    book, program = tmp_path / "a.xlsx", tmp_path / "a.mps"
    done = run("solve", "line", "--out", str(book), "--out", str(program))

    assert done.exit_code == ExitCode.NO_PLAN
    assert f"not written, as there is no plan: {book}" in done.stderr
    assert str(program) not in done.stderr
    assert program.exists()
    assert not book.exists()
