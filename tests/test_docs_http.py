"""What the document on HTTP says is what a server does."""

import json
import re
import shlex
import shutil
import subprocess
import urllib.request
from pathlib import Path

import pytest
from processes import wait_until
from serving import ANY_PORT, PATIENCE, running_server

from optimizer.service.http.bindings import binding_of
from optimizer.service.http.faults import FAULTS
from optimizer.service.security.authorization import REQUIRED_SCOPE
from optimizer.service.services import methods_by_service

pytestmark = pytest.mark.docs

TEXT = (Path(__file__).parent.parent / "docs" / "http.md").read_text()
OURS = ("corridor.v1.", "google.longrunning.")
COMMANDS = re.findall(r"^curl .*$", TEXT, re.MULTILINE)
SHOWN = "http://127.0.0.1:8080"

# Methods are found once the modules of their services are loaded.
LOADED = methods_by_service


def table():
    """The table of paths as the document has to have it."""
    names = [name for name in REQUIRED_SCOPE if name.startswith(OURS)]
    rows = [
        f"| `{binding.verb} {binding.template}` | `{name.rpartition('.')[2]}` |"
        for name, binding in ((name, binding_of(name)) for name in names)
    ]
    return "\n".join(["| call | method |", "|---|---|", *rows])


def test_the_table_of_paths_is_complete():
    """Whoever writes a caller looks there; paste this table where it differs."""
    assert table() in TEXT


def test_every_fault_is_listed():
    """With its code and its reason."""
    rows = re.findall(r"^\| (\d{3}) \| `(\w+)` \|", TEXT, re.MULTILINE)

    assert sorted(rows) == sorted((str(f.http_code.value), f.reason) for f in FAULTS)


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """Where a server takes HTTP."""
    folder = tmp_path_factory.mktemp("http")
    with running_server(folder, "--http-address", ANY_PORT) as server:
        wait_until(lambda: "JSON over HTTP at" in server.log.read_text())
        yield re.search(r"HTTP at (\S+)", server.log.read_text())[1]


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not here")
@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_gets_an_answer(address, command):
    """JSON, or events of it, and no error."""
    words = shlex.split(command.replace(SHOWN, address))
    done = subprocess.run(
        [*words, "--fail"], capture_output=True, check=True, timeout=PATIENCE
    )
    contents = [
        json.loads(part.removeprefix(b"data: "))
        for part in done.stdout.split(b"\n\n")
        if part
    ]

    assert contents
    assert all("error" not in content for content in contents)


def test_what_the_spreadsheet_asks_for_is_there(address):
    """The path, the body and the members that the query of the spreadsheet names."""
    body = re.search(r"Json.FromValue\(\[(\w+) = (\"[^\"]+\")\]\)", TEXT)
    path = re.search(r'RelativePath = "([^"]+)"', TEXT)[1]
    content = f'{{"{body[1]}": {body[2]}}}'.encode()
    request = urllib.request.Request(  # noqa: S310 - our own server
        f"{address}/{path}", content, {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310 - likewise
        plan = json.loads(answer.read())["plan"]

    for member in ("demands", "paths", "capacities", "bottlenecks"):
        assert all(isinstance(row, dict) for row in plan[member])
        assert plan[member]
