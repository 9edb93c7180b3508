"""The log says who called what and how it ended, and nothing of what was said."""

import logging
import re

import grpc
import pytest
from corridor.v1 import (
    dataset_service_pb2,
    plan_service_pb2,
    tariff_service_pb2,
)
from lines import line
from serving import PATIENCE, running_server
from signing import Signer

from optimizer.service.calls import Call, answer_of
from optimizer.service.deadlines import Deadline
from optimizer.service.security.static_tokens import line_of, new_token
from optimizer.service.work import outcome_of

pytestmark = pytest.mark.integration

TOKEN, OTHER = new_token(), new_token()
SIGNER = Signer()
SIGNED = SIGNER.token(scope="write")
SECRETS = [
    *(TOKEN, OTHER, SIGNED, SIGNED.split(".")[1]),
    "sesame",  # in names, ids and fields of requests
]


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    folder = tmp_path_factory.mktemp("server")
    (folder / "tokens").write_text(line_of("reports", ["write"], TOKEN))
    (folder / "key.pem").write_bytes(SIGNER.pem)
    options = [
        "--tokens",
        str(folder / "tokens"),
        "--jwt-keys",
        str(folder / "key.pem"),
    ]
    with running_server(folder, *options) as running:
        yield running


def secret_line():
    """A dataset that says the word in every text that it has."""
    dataset = line()
    dataset.header.dataset_id = "sesame"
    dataset.header.title = "sesame"
    return dataset


def broken_line():
    """The same, with faults that its problems quote."""
    dataset = secret_line()
    dataset.legs[0].origin_node_id = "sesame"
    dataset.demands[0].demand_id = "sesame"
    return dataset


def test_neither_requests_nor_tokens_are_in_the_log(server):
    """Good calls, bad ones, and ones that end in a worker, with every kind of token."""
    requests = [
        (server.plans.OptimizePlan, plan_service_pb2.OptimizePlanRequest(dataset=d))
        for d in (secret_line(), broken_line())
    ]
    file = {"filename": "sesame.json", "content": b'{"sesame": "sesame"}'}
    requests += [
        (
            server.plans.OptimizePlan,
            plan_service_pb2.OptimizePlanRequest(dataset_name="datasets/sesame"),
        ),
        (
            server.datasets.ImportDataset,
            dataset_service_pb2.ImportDatasetRequest(file=file),
        ),
        (
            server.datasets.ValidateDataset,
            dataset_service_pb2.ValidateDatasetRequest(file=file),
        ),
        (
            server.tariffs.Quote,
            tariff_service_pb2.QuoteRequest(
                dataset_name="middle-corridor",
                query={"origin_node_id": "sesame", "commodity_id": "sesame"},
            ),
        ),
    ]
    codes = {
        code_of(method, request, token)
        for method, request in requests
        for token in (TOKEN, OTHER, SIGNED, SIGNED + "sesame")
    }
    log = server.log.read_text()

    assert {"OK", "INVALID_ARGUMENT", "NOT_FOUND", "UNAUTHENTICATED"} <= codes
    assert [secret for secret in SECRETS if secret in log] == []
    assert len(re.findall(r" ms by (reports|somebody)\n", log)) == 2 * len(requests)


def code_of(method, request, token):
    try:
        method(
            request, timeout=PATIENCE, metadata=[("authorization", f"Bearer {token}")]
        )
    except grpc.RpcError as error:
        return error.code().name
    return "OK"


async def unforeseen(content, _call):
    text = content.decode()
    try:
        int(text)
    except ValueError as error:
        raise KeyError(text) from error


async def test_an_error_that_nobody_foresaw_leaves_its_place_and_not_its_text(caplog):
    """Errors of libraries quote what they could not read."""
    call = Call("abc", Deadline.after(None))
    with caplog.at_level(logging.DEBUG):
        await answer_of(unforeseen, b"sesame", call)
        outcome_of("def", int, "sesame")
    said = [each.getMessage() + each.trace for each in caplog.records]
    lines = "\n".join(said).splitlines()

    assert "sesame" not in caplog.text + "".join(said)
    assert [text for text in lines if text.startswith("builtins.")] == [
        "builtins.ValueError",
        "builtins.KeyError",
        "builtins.ValueError",
    ]
    assert "request abc failed" in caplog.text
    assert "request def failed" in caplog.text
