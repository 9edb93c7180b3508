"""A private server comes and goes with its client, and leaves nothing behind."""

import stat
import subprocess
import sys
import tempfile
from datetime import timedelta
from pathlib import Path

import pytest
from corridor_client import (
    AsyncClient,
    Client,
    LocalServer,
    LocalServerError,
    OptimizerNotInstalledError,
    local_server,
)
from processes import processes_naming

pytestmark = pytest.mark.integration


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """Folder of all private servers of the test."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def folder_of(server):
    return Path(server.address.removeprefix("unix:")).parent


def command(monkeypatch, code):
    """Start Python code in place of the server."""
    monkeypatch.setattr(
        local_server, "server_command", lambda *_: [sys.executable, "-u", "-c", code]
    )


def test_only_this_user_reaches_the_server():
    """A socket in a folder of one's own needs no credentials."""
    with LocalServer() as server:
        mode = stat.S_IMODE(folder_of(server).stat().st_mode)

    assert mode == 0o700


def test_nothing_stays_behind(folder):
    """Neither process nor worker nor socket."""
    with LocalServer() as server, Client(server.address) as client:
        client.validate_dataset("middle-corridor")
        running = processes_naming(server.address)

    assert len(running) > 1
    assert processes_naming(server.address) == set()
    assert list(folder.iterdir()) == []


def test_stopping_twice_is_stopping_once(folder):
    """Closing is never an error."""
    server = LocalServer()
    server.stop()
    server.start()
    server.stop()
    server.stop()

    assert list(folder.iterdir()) == []


def test_a_server_that_was_forgotten_ends_with_the_program(folder):
    """A script that forgets to close leaves nothing behind either."""
    code = (
        f"import tempfile; tempfile.tempdir = {str(folder)!r};"
        "from corridor_client import LocalServer;"
        "server = LocalServer(); server.start(); print(server.address)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )

    assert done.stdout.startswith("unix:")
    assert processes_naming(done.stdout.strip()) == set()
    assert list(folder.iterdir()) == []


def test_a_client_of_its_own_stops_its_server(folder):
    """``Client.local()`` is all that a script needs."""
    with Client.local() as client:
        names = [dataset.dataset_id for dataset in client.list_datasets()]

    assert "middle-corridor" in names
    assert list(folder.iterdir()) == []


async def test_the_client_to_await_stops_its_server_too(folder):
    """Starting and stopping do not block the event loop."""
    async with await AsyncClient.local() as client:
        names = [dataset.dataset_id for dataset in await client.list_datasets()]

    assert "middle-corridor" in names
    assert list(folder.iterdir()) == []


def test_what_lies_in_the_working_folder_is_not_run(tmp_path, monkeypatch):
    """A folder that happens to be called ``optimizer`` must not be taken for it."""
    working = tmp_path / "working"
    (working / "optimizer").mkdir(parents=True)
    (working / "optimizer" / "__init__.py").write_text("raise SystemExit('wrong')")
    monkeypatch.chdir(working)
    with Client.local() as client:
        version = client.get_server_info().server_version

    assert version


def test_a_server_that_fails_to_start_shows_its_log(folder, monkeypatch):
    """What it wrote is the best hint there is."""
    command(monkeypatch, "raise SystemExit('no luck today')")
    with pytest.raises(LocalServerError, match="no luck today") as caught:
        LocalServer().start()

    assert "exit code 1" in str(caught.value)
    assert list(folder.iterdir()) == []


def test_a_server_that_never_gets_ready_is_given_up(folder, monkeypatch):
    """Waiting has an end, and what was waited for is gone then."""
    command(monkeypatch, "import time; time.sleep(60)")
    server = LocalServer(start_timeout=timedelta(seconds=0.2))
    with pytest.raises(LocalServerError, match=r"not ready within 0\.2 s"):
        server.start()

    assert list(folder.iterdir()) == []


def test_a_server_that_does_not_stop_is_killed(monkeypatch):
    """A hanging server must not hang its client."""
    monkeypatch.setattr(local_server, "STOP_TIMEOUT", timedelta(seconds=0.2))
    command(
        monkeypatch,
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
        "print('listening on it'); time.sleep(60)",
    )
    with LocalServer():
        pass

    assert processes_naming("listening on it") == set()


def test_a_socket_path_that_is_too_long_is_said_so(folder, monkeypatch):
    """The system's own error would speak of an address in use."""
    long = folder / ("d" * 100)
    long.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(long))
    with pytest.raises(LocalServerError, match="set TMPDIR"):
        LocalServer().start()

    assert list(long.iterdir()) == []


def test_without_the_optimizer_there_is_no_private_server(monkeypatch):
    """The library is installed alone where a server is elsewhere."""
    monkeypatch.setattr(local_server, "find_spec", lambda _: None)
    with pytest.raises(OptimizerNotInstalledError, match="install corridor-optimizer"):
        Client.local()
