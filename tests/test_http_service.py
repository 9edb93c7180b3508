"""The same calls as JSON over HTTP: answers, errors, who may call, what is refused."""

import http.client
import json
import re
import socket
import time
from contextlib import contextmanager
from math import ceil

import pytest
from corridor.v1 import dataset_service_pb2, plan_service_pb2
from google.protobuf import json_format
from lines import busy_ring
from processes import wait_until
from serving import ANY_PORT, PATIENCE, running_server, start

from optimizer.service.http.errors import HTTP_CODES
from optimizer.service.http.faults import FAULTS
from optimizer.service.limits import REQUEST_BYTES_LIMIT
from optimizer.service.security.scopes import Scope
from optimizer.service.security.static_tokens import line_of, new_token

DATASET = "datasets/middle-corridor"
OPTIMIZE = "/v1/plans:optimize"
JSON = {"Content-Type": "application/json"}


class HttpCaller:
    """Calls a server by HTTP."""

    def __init__(self, server):
        found = re.search(r"http://([^:\s]+):(\d+)", server.log.read_text())
        self.host, self.port = found[1], int(found[2])

    def __call__(self, verb, path, body=None, headers=JSON):
        """Code, headers and JSON of an answer."""
        connection = http.client.HTTPConnection(self.host, self.port, timeout=PATIENCE)
        try:
            connection.request(verb, path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.headers, json.loads(answer.read())
        finally:
            connection.close()


@contextmanager
def http_server(folder, *arguments):
    """A server that takes HTTP, and what calls it."""
    with running_server(folder, "--http-address", ANY_PORT, *arguments) as server:
        wait_until(lambda: "JSON over HTTP" in server.log.read_text())
        yield server, HttpCaller(server)


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    with http_server(tmp_path_factory.mktemp("http")) as found:
        yield found


def reason_of(content):
    """Stable reason of an error."""
    [info] = [d for d in content["error"]["details"] if "reason" in d]
    return info["reason"]


def hint_of(content):
    """Seconds after which an error says to come back."""
    [hint] = [d["retryDelay"] for d in content["error"]["details"] if "retryDelay" in d]
    return float(hint.removesuffix("s"))


def test_a_plan_is_the_one_that_grpc_gives(served):
    """One servicer answers both, so the answers differ in nothing but the clock."""
    server, call = served
    request = plan_service_pb2.OptimizePlanRequest(dataset_name=DATASET)
    by_grpc = server.plans.OptimizePlan(request, timeout=PATIENCE)

    code, _, content = call("POST", OPTIMIZE, json.dumps({"datasetName": DATASET}))
    by_http = json_format.ParseDict(content, plan_service_pb2.OptimizePlanResponse())

    assert code == 200
    assert by_http.plan.ByteSize() > 0
    assert by_http.plan.flows == by_grpc.plan.flows
    assert by_http.plan.bottlenecks == by_grpc.plan.bottlenecks


def test_paths_and_queries_make_requests(served):
    """A name is in the path, other fields in the query, under either name."""
    server, call = served
    request = dataset_service_pb2.GetDatasetRequest(name=DATASET)
    by_grpc = server.datasets.GetDataset(request, timeout=PATIENCE)

    code, _, content = call("GET", f"/v1/{DATASET}")
    listed = [call("GET", f"/v1/datasets?{n}=1")[2] for n in ("pageSize", "page_size")]

    assert code == 200
    assert content == json_format.MessageToDict(by_grpc)
    assert listed[0] == listed[1]
    assert listed[0]["datasets"][0]["name"] == DATASET


REFUSED = {
    "unknown field": ("POST", OPTIMIZE, b'{"datasetNam": "x"}', 400, "INVALID_REQUEST"),
    "no JSON": ("POST", OPTIMIZE, b"{", 400, "INVALID_REQUEST"),
    "no UTF-8": ("POST", OPTIMIZE, b'{"a": "\xff"}', 400, "INVALID_REQUEST"),
    "no object": ("POST", OPTIMIZE, b"[]", 400, "INVALID_REQUEST"),
    "no number": ("POST", OPTIMIZE, b'{"a": NaN}', 400, "INVALID_REQUEST"),
    "twice": (
        "POST",
        OPTIMIZE,
        b'{"datasetName": "a", "datasetName": "b"}',
        400,
        "INVALID_REQUEST",
    ),
    "half a pair": ("POST", OPTIMIZE, b'{"datasetName": "\\ud800"}', 400, None),
    "deep": ("POST", OPTIMIZE, b'{"a":' * 100_000, 400, "INVALID_REQUEST"),
    "huge number": ("POST", OPTIMIZE, b'{"a":%s}' % (b"9" * 9999), 400, None),
    "wrong type": ("POST", OPTIMIZE, b'{"datasetName": []}', 400, "INVALID_REQUEST"),
    "unknown query": ("GET", "/v1/datasets?page=1", None, 400, "INVALID_REQUEST"),
    "query and body": ("POST", f"{OPTIMIZE}?datasetName=x", b"{}", 400, None),
    "wrong query": ("GET", "/v1/runs?pageSize=many", None, 400, "INVALID_REQUEST"),
    "body of GET": ("GET", "/v1/datasets", b"{}", 400, "INVALID_REQUEST"),
    "bad escape": ("GET", "/v1/datasets/%ff", None, 400, "INVALID_REQUEST"),
    "dots": ("GET", "/v1/datasets/..%2f..%2fetc", None, 404, None),
    "more dots": ("GET", "/v1/datasets/../../etc", None, 404, "NO_SUCH_PATH"),
    "unknown path": ("GET", "/v2/datasets", None, 404, "NO_SUCH_PATH"),
    "unknown name": ("GET", "/v1/datasets/none", None, 404, "DATASET_NOT_FOUND"),
    "wrong verb": ("DELETE", OPTIMIZE, None, 405, "WRONG_VERB"),
    "stream": ("POST", "/v1/plans:stream", b'{"datasetName": "x"}', 404, None),
}
"""What is asked, the code of the answer, and its reason where that is ours alone."""


@pytest.mark.parametrize("case", REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_answered_is_refused(served, case):
    """Each is an error as JSON, with a code that says whose fault it is."""
    _, call = served
    verb, path, body, expected, reason = case

    code, headers, content = call(verb, path, body)

    assert (code, content["error"]["code"]) == (expected, expected)
    assert headers["x-request-id"]
    assert reason is None or reason_of(content) == reason


def test_bodies_are_json_and_say_so(served):
    """A form of another site cannot call: it cannot send that content type."""
    _, call = served

    code, _, content = call("POST", OPTIMIZE, b"{}", {"Content-Type": "text/plain"})

    assert (code, reason_of(content)) == (415, "NO_JSON")


@pytest.mark.parametrize("size", [REQUEST_BYTES_LIMIT + 1, 10**15])
def test_large_bodies_are_refused_before_they_are_read(served, size):
    """The answer is there although nothing of the body was sent."""
    _, call = served

    headers = {**JSON, "Content-Length": str(size)}
    code, _, content = call("POST", OPTIMIZE, None, headers)

    assert (code, reason_of(content)) == (413, "BODY_TOO_LARGE")


@pytest.mark.parametrize("seconds", ["soon", "-1", "0", "nan", "inf"])
def test_patience_is_a_number_of_seconds(served, seconds):
    """What cannot be waited is refused, not taken for the default."""
    _, call = served

    code, _, content = call("GET", "/v1/datasets", None, {"Request-Timeout": seconds})

    assert (code, reason_of(content)) == (400, "INVALID_REQUEST")


def test_a_short_patience_ends_the_call(served):
    """The header is the deadline of gRPC."""
    _, call = served

    headers = {**JSON, "Request-Timeout": "0.001"}
    body = json.dumps({"datasetName": DATASET})
    code, _, content = call("POST", OPTIMIZE, body, headers)

    assert (code, content["error"]["status"]) == (504, "DEADLINE_EXCEEDED")


def test_a_stream_comes_as_events(served):
    """The last event has the plan."""
    _, call = served
    connection = http.client.HTTPConnection(call.host, call.port, timeout=PATIENCE)
    body = json.dumps({"datasetName": DATASET})
    connection.request("POST", "/v1/plans:stream", body, JSON)
    answer = connection.getresponse()
    events = [
        json.loads(line.removeprefix(b"data: "))
        for line in answer.read().split(b"\n\n")
        if line.startswith(b"data: ")
    ]
    connection.close()

    assert answer.headers["content-type"] == "text/event-stream"
    assert [int(event["sequence"]) for event in events] == [*range(1, len(events) + 1)]
    assert events[-1]["result"]["plan"]["datasetId"] == "middle-corridor"


@pytest.mark.parametrize("path", [OPTIMIZE, "/v1/plans:stream"])
def test_a_caller_that_goes_ends_its_call(served, path):
    """Nobody works for those who do not wait."""
    server, call = served
    before = server.log.read_text().count(" CANCELLED ")
    busy = json_format.MessageToDict(busy_ring(60, 1_000))
    body = json.dumps({"dataset": busy})
    with socket.create_connection((call.host, call.port)) as connection:
        head = f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n"
        text = f"{head}Content-Type: application/json\r\n\r\n{body}"
        connection.sendall(text.encode())
        time.sleep(1)

    wait_until(lambda: server.log.read_text().count(" CANCELLED ") > before)


def test_callers_are_asked_who_they_are(tmp_path):
    """Tokens and scopes hold as for gRPC; what describes the paths is for all."""
    token = new_token()
    tokens = tmp_path / "tokens"
    tokens.write_text(line_of("reader", [Scope.PLAN], token) + "\n")
    tokens.chmod(0o600)
    bearer = {"Authorization": f"Bearer {token}"}
    with http_server(tmp_path, "--tokens", str(tokens)) as (_, call):
        nobody = call("GET", "/v1/datasets")
        known = call("GET", "/v1/datasets", None, bearer)
        beyond = call("DELETE", "/v1/datasets/none", None, bearer)
        described = call("GET", "/openapi.json")

    assert (nobody[0], reason_of(nobody[2])) == (401, "CREDENTIALS_MISSING")
    assert nobody[1]["www-authenticate"] == "Bearer"
    assert known[0] == 200
    assert (beyond[0], reason_of(beyond[2])) == (403, "SCOPE_MISSING")
    assert (described[0], described[2]["openapi"]) == (200, "3.1.0")


def test_too_many_calls_are_told_when_to_come_again(tmp_path):
    """The header says the seconds: of one call a minute, a minute and up to a fifth."""
    with http_server(tmp_path, "--rate", "1") as (_, call):
        call("GET", "/v1/datasets")
        code, headers, content = call("GET", "/v1/datasets")

    assert (code, reason_of(content)) == (429, "RATE_LIMITED")
    assert int(headers["retry-after"]) == ceil(hint_of(content))
    assert 50 < hint_of(content) <= 73


@pytest.mark.parametrize(
    ("address", "cause"),
    [
        ("0.0.0.0:0", "nothing would be encrypted"),
        ("unix:/x", "is a Unix socket; write HOST:PORT"),
        ("TAKEN", "the port is taken"),
    ],
)
def test_a_server_does_not_start_where_it_cannot_listen(tmp_path, address, cause):
    """It says why, and what to do."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        address = address.replace("TAKEN", f"127.0.0.1:{port}")
        log = tmp_path / "log"
        process = start(log, "--address", ANY_PORT, "--http-address", address)
        process.communicate(timeout=PATIENCE)

    assert process.returncode != 0
    assert cause in log.read_text()
    assert "Traceback" not in log.read_text()


def test_every_code_and_fault_is_said_over_http():
    """No code of google.rpc.Code is left to chance, and no reason is used twice."""
    reasons = [fault.reason for fault in FAULTS]

    assert sorted(HTTP_CODES) == [*range(17)]
    assert len(set(reasons)) == len(reasons)
