"""The document for tools is valid, complete, and true of what the server answers."""

import json
import re
import urllib.request

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator
from processes import wait_until
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012
from serving import ANY_PORT, PATIENCE, running_server

from optimizer.service.http.bindings import binding_of
from optimizer.service.security.authorization import REQUIRED_SCOPE
from optimizer.service.services import methods_by_service

pytestmark = pytest.mark.integration

# Methods are found once the modules of their services are loaded.
LOADED = methods_by_service

OURS = ("corridor.v1.", "google.longrunning.")


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    folder = tmp_path_factory.mktemp("http")
    with running_server(folder, "--http-address", ANY_PORT) as server:
        wait_until(lambda: "JSON over HTTP at" in server.log.read_text())
        yield re.search(r"HTTP at (\S+)", server.log.read_text())[1]


def asked(address, path, body=None):
    """JSON of an answer."""
    content = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(  # noqa: S310 - our own server
        f"{address}{path}", content, {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310 - likewise
        return json.loads(answer.read())


@pytest.fixture(scope="module")
def document(address):
    return asked(address, "/openapi.json")


def test_the_document_is_valid(document):
    """As the specification of OpenAPI 3.1 has it."""
    assert list(OpenAPIV31SpecValidator(document).iter_errors()) == []


def test_every_method_is_in_it_and_nothing_else(document):
    """By its full name, with the verb and path by which it is called."""
    found = {
        operation["operationId"]: verb.upper()
        for path in document["paths"].values()
        for verb, operation in path.items()
    }
    names = [name for name in REQUIRED_SCOPE if name.startswith(OURS)]

    assert found == {n.replace("/", "."): binding_of(n).verb for n in names}


def test_what_the_contract_says_is_said(document):
    """Methods and fields have the comments of the protos."""
    schemas = document["components"]["schemas"]
    leg = schemas["corridor.v1.PlanOptions"]["properties"]["timeLimit"]

    assert "Longest time that the solver may take" in leg["description"]
    for path in document["paths"].values():
        for operation in path.values():
            assert operation["description"]


def test_messages_of_others_are_described(document):
    """Operations and money are of Google's protos, and callers need them as much."""
    schemas = document["components"]["schemas"]

    assert "nano" in schemas["google.type.Money"]["properties"]["nanos"]["description"]
    assert schemas["google.longrunning.Operation"]["description"]


def test_fields_that_exclude_each_other_are_told(document):
    """JSON has no oneof, so the description names the fields and says why."""
    schemas = document["components"]["schemas"]
    told = schemas["corridor.v1.ValidateDatasetRequest"]["description"]

    assert "At most one of `datasetName`, `dataset`, `file` is set." in told
    assert "Where the dataset comes from. Required." in told


def test_optional_fields_exclude_no_other(document):
    """Protobuf keeps each as a choice of one, which means nothing to callers."""
    schemas = document["components"]["schemas"]
    told = schemas["corridor.v1.PlanOptions"].get("description", "")

    assert "At most one of" not in told


def schema_of(document, path, verb):
    return document["paths"][path][verb]["responses"]["200"]["content"][
        "application/json"
    ]["schema"]


@pytest.mark.parametrize(
    ("template", "path", "body"),
    [
        ("/v1/datasets", "/v1/datasets", None),
        ("/v1/datasets/{name}", "/v1/datasets/middle-corridor", None),
        ("/v1/serverInfo", "/v1/serverInfo", None),
        ("/v1/datasetTemplate", "/v1/datasetTemplate", None),
        (
            "/v1/plans:optimize",
            "/v1/plans:optimize",
            {"datasetName": "datasets/middle-corridor", "options": {"receipts": True}},
        ),
        (
            "/v1/datasets:validate",
            "/v1/datasets:validate",
            {"file": {"filename": "x", "content": "e30="}},
        ),
    ],
)
def test_answers_are_what_the_document_promises(
    document, address, template, path, body
):
    """Member by member: no type differs and no member is unknown."""
    answer = asked(address, path, body)
    resource = Resource(contents=closed(document), specification=DRAFT202012)
    registry = Registry().with_resource("urn:paths", resource)
    found = schema_of(document, template, "get" if body is None else "post")
    schema = {"$ref": f"urn:paths{found['$ref']}"}
    errors = Draft202012Validator(schema, registry=registry).iter_errors(answer)

    assert [error.message for error in errors] == []


def closed(document):
    """The document with schemas that allow no further members."""
    copy = json.loads(json.dumps(document))
    for name, schema in copy["components"]["schemas"].items():
        if "properties" in schema and name.startswith("corridor."):
            schema["additionalProperties"] = False
    return copy
