"""The server makes the files that are asked for, and refuses what makes no sense."""

import csv
import io
import zipfile
from importlib.metadata import version

import grpc
import pytest
from corridor.v1 import plan_service_pb2
from lines import line
from serving import PATIENCE, reason_of, running_server

pytestmark = pytest.mark.integration

ALL = [number for number in plan_service_pb2.PlanFormat.values() if number]


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with running_server(tmp_path_factory.mktemp("server")) as running:
        yield running


def planned(server, formats, dataset=None):
    request = plan_service_pb2.OptimizePlanRequest(dataset=dataset or line())
    request.options.file_formats.extend(formats)
    return server.plans.OptimizePlan(request, timeout=PATIENCE)


def test_files_come_in_the_order_in_which_they_are_asked_for(server):
    """Named after the dataset, none of them empty."""
    files = planned(server, reversed(ALL)).files

    assert [file.format for file in files] == ALL[::-1]
    assert all(file.filename.startswith("line.") and file.content for file in files)


def test_programs_say_what_they_were_made_of(server):
    """In their first line: the dataset, by the digest that the plan has too."""
    formats = ["PLAN_FORMAT_PROGRAM_MPS", "PLAN_FORMAT_PROGRAM_LP"]
    answer = planned(server, formats)
    heads = [file.content.decode().splitlines()[0] for file in answer.files]

    named = f"Dataset line, SHA-256 {answer.plan.dataset_digest}"
    assert heads == [f"* {named}", f"\\ {named}"]


def test_tables_say_by_which_options_and_versions_they_were_made(server):
    """Every option of the contract, given or not, and what solved."""
    request = plan_service_pb2.OptimizePlanRequest(dataset=line())
    options = request.options
    options.file_formats.append(plan_service_pb2.PLAN_FORMAT_CSV_ZIP)
    options.time_limit.seconds = 30
    options.integer_decisions = True
    (file,) = server.plans.OptimizePlan(request, timeout=PATIENCE).files
    with zipfile.ZipFile(io.BytesIO(file.content)) as archive:
        text = archive.read("provenance.csv").decode()
    said = {row["what"]: row["value"] for row in csv.DictReader(io.StringIO(text))}

    asked = {f.name for f in options.DESCRIPTOR.fields} - {"file_formats"}
    found = {what for what in said if what.startswith("options.")}
    assert found == {f"options.{name}" for name in asked}
    assert said["options.time_limit"] == '"30s"'
    assert said["options.integer_decisions"] == "True"
    assert said["options.relative_gap"] == "not given"
    assert said["version.highs"] == version("highspy")


def test_without_a_plan_only_the_program_is_there(server):
    """It can be asked why."""
    dataset = line()
    dataset.demands[0].must_serve = True
    dataset.demands[0].ClearField("unserved_price_per_unit")
    dataset.resources.add(
        resource_id="r", name="n", measure="MEASURE_TONNE", capacity=1
    )
    dataset.resource_uses.add(resource_id="r", leg_id="ab", use_factor=1)
    answer = planned(server, ALL, dataset)

    assert not answer.HasField("plan")
    names = [plan_service_pb2.PlanFormat.Name(file.format) for file in answer.files]
    assert names == [
        "PLAN_FORMAT_PROGRAM_MPS",
        "PLAN_FORMAT_PROGRAM_LP",
        "PLAN_FORMAT_PROGRAM_NAMES",
    ]


@pytest.mark.parametrize(
    ("formats", "complaint"),
    [([0], "none of WORKBOOK"), ([99], "none of WORKBOOK"), ([1, 1], "twice")],
)
def test_forms_that_make_no_sense_are_refused(server, formats, complaint):
    """Before anything is solved."""
    with pytest.raises(grpc.RpcError, match=complaint) as error:
        planned(server, formats)

    code, reason, _ = reason_of(error.value)
    assert (code, reason) == ("INVALID_ARGUMENT", "INVALID_REQUEST")
