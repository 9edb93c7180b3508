"""What the document on security says is what the server and the clients do."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from corridor_cli.application import app
from serving import running_server
from typer.testing import CliRunner

from optimizer.service.security.authorization import REQUIRED_SCOPE
from optimizer.service.security.token_command import EPILOGUE, PROLOGUE

pytestmark = pytest.mark.docs

TEXT = (Path(__file__).parent.parent / "docs" / "security.md").read_text()
SHELL = re.findall(r"```sh\n(.*?)```", TEXT, re.DOTALL)
OPENSSL = [block for block in SHELL if block.startswith("openssl")]


def table():
    """The table of scopes as the document has to have it."""
    lines = [
        f"| `{name}` | {f'`{scope}`' if scope else 'open'} |"
        for name, scope in REQUIRED_SCOPE.items()
    ]
    return "\n".join(["| method | scope |", "|---|---|", *lines])


def test_the_table_of_scopes_is_complete():
    """Whoever hands out tokens looks there; paste this table where it differs."""
    assert table() in TEXT


def test_every_option_of_credentials_is_listed():
    """And every variable, under the same name."""
    text = CliRunner().invoke(app, ["--help"]).stdout
    rows = dict(re.findall(r"^\| `(--[\w-]+)` \| `(CORRIDOR_\w+)`", TEXT, re.MULTILINE))
    shown = re.findall(r"^  (--[\w-]+) ", text, re.MULTILINE)

    assert list(rows) == shown
    assert all(variable in text for variable in rows.values())


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder in which all commands with openssl have been run."""
    folder = tmp_path_factory.mktemp("keys")
    for block in OPENSSL:
        command = ["bash", "-euc", block]
        subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return folder


def corridor(arguments, folder, **variables):
    """Run the command as a process in the folder, with a token in the variables."""
    environment = {
        **{k: v for k, v in os.environ.items() if not k.startswith("CORRIDOR_")},
        **variables,
    }
    code = "from corridor_cli.main import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


@pytest.fixture(scope="module")
def token(folder):
    """The token that the shown command makes; its line is in the file."""
    (command,) = [b for b in SHELL if b.startswith("corridor token")]
    output = corridor(shlex.split(command)[1:], folder).splitlines()
    (folder / "tokens.txt").write_text(output[3])
    sample = TEXT.partition(PROLOGUE)[2].partition("```")[0].split("\n")

    assert (output[0], output[2], sample[2]) == (PROLOGUE, EPILOGUE, EPILOGUE)
    assert shape(output[1]) == shape(sample[1])
    assert shape(output[3]) == shape(sample[3])
    return output[1]


def shape(text):
    """The text without what is different every time."""
    return re.sub(r"(corridor_|sha256:)\S+", r"\1", text)


@pytest.fixture(scope="module")
def address(folder, token):
    """Where the server listens that the shown command starts; its port is any."""
    assert token
    (command,) = [b for b in SHELL if b.startswith("corridor serve")]
    words = shlex.split(command)[2:]
    options = words[words.index("--tls-certificate") :]
    files = [str(folder / w) if w[:2] != "--" else w for w in options]
    with running_server(folder, *files, address="localhost:0") as running:
        yield running.address


def test_the_document_shows_what_is_run_here():
    """Otherwise the tests of it would test nothing."""
    assert [len(block.splitlines()) for block in OPENSSL] == [4, 2]


@pytest.mark.integration
def test_the_python_that_is_shown_gets_in(folder, token, address):
    """With the certificate and the token that the document made."""
    (code,) = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)
    code = f"token = {token!r}\n" + code.replace("localhost:50051", address)
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, capture_output=True, check=True
    )

    assert int(done.stdout) >= 1


@pytest.mark.integration
def test_the_commands_that_are_shown_get_in(folder, token, address):
    """By variables, and by options with the token in its variable."""
    (block,) = [b for b in SHELL if b.startswith("export")]
    export, *commands = block.replace("localhost:50051", address).splitlines()
    exported = dict(word.split("=") for word in shlex.split(export)[1:])
    exported["CORRIDOR_TOKEN"] = token
    for command in commands:
        words = shlex.split(command)[1:]
        is_whole = "--server" in words
        variables = {"CORRIDOR_TOKEN": token} if is_whole else exported

        assert "middle-corridor" in corridor(words, folder, **variables)
    assert len(commands) == 2


@pytest.mark.integration
def test_the_certificate_of_a_caller_is_one(folder):
    """It is of the authority that the server is given."""
    verify = ["openssl", "verify", "-CAfile", "ca.pem", "client.pem"]
    done = subprocess.run(verify, cwd=folder, capture_output=True, check=True)

    assert done.stdout == b"client.pem: OK\n"
