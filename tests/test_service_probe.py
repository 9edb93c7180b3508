"""What watches a server can ask it how it is, by a command."""

import subprocess
import sys
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from serving import running_server, wait_until_ready

from optimizer.service.probe import main

NOTHING_LISTENS = "127.0.0.1:9"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with running_server(tmp_path_factory.mktemp("server")) as running:
        yield running


@contextmanager
def page(status):
    """An admin port of which every page has a status."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(status)
            self.end_headers()

        def log_message(self, *_):
            pass

    with HTTPServer(("127.0.0.1", 0), Page) as pages:
        thread = threading.Thread(target=pages.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{pages.server_port}/healthz"
        pages.shutdown()
        thread.join()


@pytest.mark.integration
def test_a_server_that_serves_is_healthy(server):
    """As a whole, and each service of the contract."""
    command = [sys.executable, "-m", "optimizer", "health", "--address", server.address]
    wait_until_ready(server)

    whole = subprocess.run(command, capture_output=True, text=True, check=False)
    service = [*command, "--service", "corridor.v1.PlanService"]
    one = subprocess.run(service, capture_output=True, text=True, check=False)

    assert (whole.returncode, whole.stdout, whole.stderr) == (0, "SERVING\n", "")
    assert (one.returncode, one.stdout) == (0, "SERVING\n")


@pytest.mark.integration
def test_a_service_that_is_not_there_is_not_healthy(server, capsys):
    """A name that was misspelt must not look well."""
    code = main(["--address", server.address, "--service", "corridor.v1.Plans"])

    assert code == 1
    assert "NOT_FOUND" in capsys.readouterr().err


@pytest.mark.integration
def test_a_socket_can_be_asked(tmp_path_factory, capsys):
    """A server of this machine alone has no port."""
    folder = tmp_path_factory.mktemp("s")
    with running_server(folder, address=f"unix:{folder}/socket") as running:
        assert main(["--address", running.address]) == 0

    assert main(["--address", running.address]) == 1
    assert "UNAVAILABLE" in capsys.readouterr().err


@pytest.mark.parametrize("address", [NOTHING_LISTENS, f"http://{NOTHING_LISTENS}/"])
def test_nobody_there_is_not_healthy(address, capsys):
    """The line says why, and goes where errors go."""
    code = main(["--address", address, "--timeout", "2"])

    assert code == 1
    assert "refused" in capsys.readouterr().err


@pytest.mark.parametrize(("status", "code"), [(200, 0), (503, 1)])
def test_pages_say_it_by_their_status(status, code):
    """The admin port is asked where calls take a certificate."""
    with page(status) as address:
        assert main(["--address", address]) == code


def test_asking_loads_nothing_of_the_server():
    """It is done every few seconds, beside the solves."""
    code = (
        "import sys; from optimizer.service import probe; "
        f"probe.main(['--address', '{NOTHING_LISTENS}']); "
        "print(*sorted({'pulp', 'numpy', 'sqlalchemy', 'pydantic'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == ""
