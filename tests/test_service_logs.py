"""The log is for people or for programs, in the server and in its workers alike."""

import json
import logging
import subprocess
import sys
from datetime import datetime

import grpc
import pytest
from corridor.v1 import plan_service_pb2
from google.rpc import code_pb2
from lines import line
from serving import PATIENCE, running_server, wait_until_ready

from optimizer.service.access_log import AccessLog
from optimizer.service.logs import JsonFormatter
from optimizer.service.reception import Record
from optimizer.service.settings_sources import InvalidSettingsError, read_settings

FACTS = {"method", "request_id", "code", "reason", "caller", "milliseconds"}


def written(record):
    return json.loads(JsonFormatter().format(record))


def record_of(message, *args, **extra):
    return logging.getLogger("a.b").makeRecord(
        "a.b", logging.WARNING, __file__, 1, message, args, None, extra=extra
    )


def test_a_line_for_programs_is_one_object_with_a_time_in_utc():
    """Collectors of logs split at the end of lines and sort by the time."""
    record = record_of("two\nlines of %s", "it")
    text = JsonFormatter().format(record)
    line = json.loads(text)
    when = datetime.fromisoformat(line["time"])

    assert "\n" not in text
    assert line["time"].endswith("Z")
    assert abs(when.timestamp() - record.created) < 0.002
    assert (line["level"], line["logger"]) == ("WARNING", "a.b")
    assert (line["message"], line["process"]) == ("two\nlines of it", record.process)


def test_a_failure_has_its_trace_in_the_same_object():
    """A trace over many lines would be many records."""
    record = record_of("broken")
    try:
        _ = 1 / 0
    except ZeroDivisionError:
        record.exc_info = sys.exc_info()

    assert "ZeroDivisionError" in written(record)["traceback"]


def test_a_call_has_its_facts_and_nothing_else(caplog):
    """What was asked for is nobody's business but the caller's."""
    caplog.set_level(logging.INFO)
    call = Record("corridor.v1.PlanService/OptimizePlan", "id-1", caller="anna")
    with AccessLog().watch(call, None):
        call.code, call.reason = code_pb2.NOT_FOUND, "DATASET_NOT_FOUND"
    line = written(caplog.records[-1])

    assert set(line) == {"time", "level", "process", "logger", "message"} | FACTS
    assert (line["method"], line["request_id"]) == (call.name, "id-1")
    assert (line["code"], line["reason"]) == ("NOT_FOUND", "DATASET_NOT_FOUND")
    assert line["caller"] == "anna"
    assert 0 <= line["milliseconds"] < 60_000


@pytest.mark.integration
def test_every_line_of_a_server_is_an_object(tmp_path):
    """One line of another kind breaks whoever reads the log."""
    request = plan_service_pb2.OptimizePlanRequest(dataset=line())
    with running_server(tmp_path, "--log-format", "json") as server:
        wait_until_ready(server)
        server.plans.OptimizePlan(request, timeout=PATIENCE)
        with pytest.raises(grpc.RpcError):
            server.plans.OptimizePlan(
                plan_service_pb2.OptimizePlanRequest(dataset_name="datasets/secret"),
                timeout=PATIENCE,
            )
    lines = [json.loads(each) for each in server.log.read_text().splitlines()]
    calls = [each for each in lines if "method" in each]

    assert [each["code"] for each in calls] == ["OK", "NOT_FOUND"]
    assert all(set(each) >= FACTS for each in calls)
    assert "secret" not in server.log.read_text()


@pytest.mark.integration
def test_workers_log_as_the_server_does():
    """What a worker says is in the same stream; a spawned process inherits no style."""
    code = (
        "import asyncio\n"
        "from optimizer.service.logs import LogFormat, LogLevel, LogStyle\n"
        "from optimizer.service.workers import Terms, Workers\n"
        "async def fail():\n"
        "    style = LogStyle(LogFormat.JSON, LogLevel.ERROR)\n"
        "    workers = Workers(1, terms=Terms(log_style=style))\n"
        "    try:\n"
        "        await workers.run('id-9', int, 'no number')\n"
        "    except Exception:\n"
        "        pass\n"
        "    workers.stop()\n"
        "if __name__ == '__main__':\n"
        "    asyncio.run(fail())\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    (said,) = [json.loads(each) for each in done.stderr.splitlines()]

    assert (said["level"], said["message"]) == ("ERROR", "request id-9 failed")
    assert "ValueError" in said["traceback"]


@pytest.mark.integration
def test_a_graver_level_leaves_calls_out(tmp_path):
    """Whoever has metrics may not want a line for each call."""
    request = plan_service_pb2.OptimizePlanRequest(dataset=line())
    with running_server(tmp_path, "--log-level", "warning") as server:
        wait_until_ready(server)
        server.plans.OptimizePlan(request, timeout=PATIENCE)

    assert server.log.read_text() == ""


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        ({"log_format": "xml"}, "--log-format: 'xml' is none of text, json"),
        ({"log_level": "loud"}, "'loud' is none of debug, info, warning, error"),
        ({"admin_address": "unix:/x"}, "--admin-address: 'unix:/x' is no port"),
        ({"admin_address": "9464"}, "--admin-address: '9464' is no address"),
        ({"trace_endpoint": "ftp://a:1"}, "'ftp://a:1' is no receiver of traces"),
        ({"trace_endpoint": "http://a"}, "'http://a' is no receiver of traces"),
        ({"drain_seconds": "-1"}, "'-1' is no number of seconds from 0 to 3600"),
        ({"drain_seconds": "nan"}, "'nan' is no number of seconds"),
        ({"drain_seconds": "soon"}, "'soon' is no number of seconds"),
    ],
)
def test_settings_of_operations_say_what_they_take(given, complaint):
    """A misspelt one must not be found out in the night that it is needed."""
    with pytest.raises(InvalidSettingsError, match=r".+") as error:
        read_settings(given, {})

    assert complaint in str(error.value)
