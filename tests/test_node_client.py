"""A client that is not Python calls the server by nothing but the contract."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from corridor_client import Client
from serving import running_server

pytestmark = pytest.mark.docs

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "examples" / "node"
SECONDS = 180


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """The example with what it depends on."""
    if shutil.which("npm") is None:
        pytest.skip("there is no npm")
    folder = tmp_path_factory.mktemp("node")
    for name in ("package.json", "package-lock.json", "client.js"):
        shutil.copy(EXAMPLE / name, folder)
    command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    done = subprocess.run(
        command,
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    if done.returncode:
        pytest.skip(
            f"the registry of packages does not give them: {done.stderr[-200:]}"
        )
    return folder


def test_node_gets_what_python_gets(installed, tmp_path):
    """The cost to the cent, and the stable reason of a refusal."""
    with running_server(tmp_path) as server, Client(server.address) as client:
        plan = client.optimize_plan("middle-corridor").plan
        done = subprocess.run(
            ["node", "client.js", server.address, ROOT / "protos"],
            cwd=installed, capture_output=True, text=True, timeout=SECONDS, check=True,
        )  # fmt: skip
    found = json.loads(done.stdout)

    assert found == {
        "datasets": ["datasets/middle-corridor"],
        "status": "TERMINATION_REASON_OPTIMAL",
        "total_cost": f"{plan.total_cost:.2f}",
        "currency_code": plan.currency_code,
        "bottlenecks": [each.resource_id for each in plan.bottlenecks],
        "refusal": "DATASET_NOT_FOUND",
    }


def test_the_lock_names_no_registry():
    """Where packages come from is for whoever installs them to say."""
    lock = json.loads((EXAMPLE / "package-lock.json").read_text())

    assert all("resolved" not in package for package in lock["packages"].values())
