"""Each failed call becomes the one error that says what to do about it."""

import grpc
import pytest
from corridor_client import (
    Client,
    CorridorError,
    DatasetFile,
    InvalidDatasetError,
    MessageTooLargeError,
    ServerError,
    ServerUnavailableError,
    UnknownServerError,
    errors,
    failures,
)
from fake_server import GET_SERVER_INFO, OPTIMIZE_PLAN, failing, fake_server
from google.rpc import error_details_pb2

import optimizer.service.status as service_status
from optimizer.errors import OptimizerError

LOCAL = {
    errors.InvalidAddressError,
    errors.DatasetFileError,
    errors.CredentialsFileError,
    errors.OptimizerNotInstalledError,
    errors.LocalServerError,
}
"""Errors that arise before a call."""


def subclasses(kind):
    """All classes below a class."""
    direct = set(kind.__subclasses__())
    return direct.union(*map(subclasses, direct))


@pytest.fixture
def server():
    with fake_server() as fake:
        yield fake


@pytest.fixture
def client(server):
    with Client(server.address) as client:
        yield client


def test_every_status_has_a_meaning():
    """A status that the table misses would be an error without a remedy."""
    codes = set(grpc.StatusCode) - {grpc.StatusCode.OK}

    assert set(failures.MEANING_OF_CODE) == codes


def test_every_reason_of_the_server_has_an_error():
    """The optimizer's tree and the client's table grow together."""
    reasons = {kind.reason for kind in service_status.CODES}

    assert {k.reason for k in subclasses(OptimizerError)} <= reasons
    assert reasons <= set(failures.ERROR_OF_REASON)


def test_every_error_of_a_call_is_in_a_table():
    """An error that nothing raises would be a promise not kept."""
    raised = set(failures.ERROR_OF_REASON.values())
    raised |= {meaning.error_type for meaning in failures.MEANING_OF_CODE.values()}

    assert raised | LOCAL == subclasses(CorridorError)


def test_the_tree_of_errors_is_drawn():
    """The drawing on top of the module is where readers look first."""
    drawn = errors.__doc__

    assert [k for k in subclasses(CorridorError) if k.__name__ not in drawn] == []
    assert [k for k in subclasses(CorridorError) if k.reason not in drawn] == []


@pytest.mark.parametrize("reason", failures.ERROR_OF_REASON)
def test_a_reason_chooses_the_error(server, client, reason):
    """The server's words and reason reach the caller unchanged."""
    server.answers[GET_SERVER_INFO] = failing(
        grpc.StatusCode.FAILED_PRECONDITION, "what is wrong; what to do", reason
    )
    with pytest.raises(failures.ERROR_OF_REASON[reason]) as caught:
        client.get_server_info()

    assert str(caught.value) == "what is wrong; what to do"
    assert caught.value.reason == reason
    assert caught.value.code is grpc.StatusCode.FAILED_PRECONDITION


def test_a_reason_of_a_newer_server_is_passed_on(server, client):
    """Its status says enough to choose an error; the reason is there to be read."""
    server.answers[GET_SERVER_INFO] = failing(
        grpc.StatusCode.INTERNAL, "what is wrong", "SOMETHING_NEW"
    )
    with pytest.raises(ServerError) as caught:
        client.get_server_info()

    assert caught.value.reason == "SOMETHING_NEW"


@pytest.mark.parametrize(
    "code",
    sorted(failures.MEANING_OF_CODE.keys() - {grpc.StatusCode.UNAVAILABLE}, key=str),
    ids=lambda code: code.name,
)
def test_a_bare_status_names_address_details_and_remedy(server, client, code):
    """Proxies answer without a reason; the message must do."""
    server.answers[GET_SERVER_INFO] = failing(code, "some detail")
    meaning = failures.MEANING_OF_CODE[code]
    with pytest.raises(meaning.error_type) as caught:
        client.get_server_info()

    assert server.address in str(caught.value)
    assert "some detail" in str(caught.value)
    assert meaning.remedy in str(caught.value)
    assert caught.value.reason == meaning.error_type.reason


def test_problems_arrive_with_their_places(server, client):
    """What fits into an error tells rows and columns, and how many there are in all."""
    server.answers[OPTIMIZE_PLAN] = failing(
        grpc.StatusCode.INVALID_ARGUMENT,
        "the dataset has 70 errors",
        "INVALID_DATASET",
        facts={"violationCount": "70", "violationsReturned": "2"},
        violations=[
            violation("legs[4].mode", "no mode is called FLY; write RAIL"),
            violation("", "the zip is empty; send tables"),
        ],
    )
    with pytest.raises(InvalidDatasetError) as caught:
        client.optimize_plan("line")
    error = caught.value

    assert [problem.place() for problem in error.problems] == [
        "legs, row 4, mode",
        "dataset",
    ]
    assert error.problems[0].message == "no mode is called FLY"
    assert error.problems[0].remedy == "write RAIL"
    assert error.problem_count == 70


def violation(field, description):
    return error_details_pb2.BadRequest.FieldViolation(
        field=field, description=description, reason="UNKNOWN_CHOICE"
    )


def test_details_that_contradict_the_status_are_ignored(server, client):
    """A broken trailer must not hide that the call failed."""

    def fail(_, context):
        context.set_trailing_metadata([("grpc-status-details-bin", b"\xff\xff")])
        context.abort(grpc.StatusCode.INTERNAL, "broken")

    server.answers[GET_SERVER_INFO] = fail
    with pytest.raises(ServerError, match="broken"):
        client.get_server_info()


def test_a_request_beyond_the_limit_is_too_large(client):
    """gRPC itself refuses it, without a reason, and only its text tells."""
    large = DatasetFile("large.json", b" " * (33 * 2**20))
    with pytest.raises(MessageTooLargeError, match="send a folder"):
        client.validate_dataset(large)


def test_an_unknown_method_is_an_unknown_server(server, client, monkeypatch):
    """A server without the contract says that it has no such method."""
    monkeypatch.setattr(server, "service", lambda _: None)
    with pytest.raises(UnknownServerError, match="update the client"):
        client.get_server_info()


def test_nobody_at_the_address_is_said_so():
    """The commonest failure of all names the address."""
    client = Client("127.0.0.1:9")
    with client, pytest.raises(ServerUnavailableError, match=r"127\.0\.0\.1:9"):
        client.get_server_info()
