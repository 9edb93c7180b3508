"""What the guide to running a server says of limits and files is so."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from deploy_files import UNIT, compose, documents, manifests, unit

from optimizer.service import limits
from optimizer.service.operations.ledger import HOLD, WAITING_LIMIT
from optimizer.service.operations.record import RETENTION
from optimizer.service.operations.runner import ATTEMPTS
from optimizer.service.workers import SPARE_COUNT
from optimizer.tables.raw_tables import ROW_LIMIT

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "docs" / "operations.md").read_text()

MADE_BY_THE_READER = {"deploy/.env"}


def mib(count):
    return f"{count // 2**20} MiB"


@pytest.mark.parametrize(
    ("what", "limit"),
    [
        ("calls that wait, of each class", str(limits.QUEUE_LIMIT)),
        ("a request", mib(limits.REQUEST_BYTES_LIMIT)),
        ("an answer", mib(limits.RESPONSE_BYTES_LIMIT)),
        (
            "time of a call that sends no deadline",
            f"{limits.DEFAULT_CALL_TIME / timedelta(seconds=1):.0f} s",
        ),
        (
            "time of a call",
            f"{limits.LONGEST_CALL_TIME / timedelta(minutes=1):.0f} min",
        ),
        (
            "time of an operation",
            f"{limits.LONGEST_OPERATION_TIME / timedelta(hours=1):.0f} h",
        ),
        ("operations that wait", str(WAITING_LIMIT)),
        ("days for which an operation is kept after its end", str(RETENTION.days)),
        ("servers over which an operation may be lost", str(ATTEMPTS)),
        ("imported datasets", str(limits.IMPORTED_COUNT_LIMIT)),
        ("files of imported datasets, all together", mib(limits.IMPORTED_BYTES_LIMIT)),
        ("rows of a table", f"{ROW_LIMIT:,}"),
    ],
)
def test_limits_are_those_of_the_code(what, limit):
    """Whoever sizes a machine by the table must not be misled."""
    assert f"| {what} | {limit} |" in TEXT


def test_an_operation_is_taken_over_when_the_guide_says():
    """That is how long a user waits when a server is lost."""
    assert f"after {HOLD.seconds} seconds" in TEXT


def test_files_that_are_named_are_there():
    """Every command names what the project has."""
    named = set(re.findall(r"\bdeploy/[\w./-]*\w", TEXT))
    missing = {path for path in named if not (ROOT / path).exists()}

    assert len(named) > 8
    assert missing <= MADE_BY_THE_READER


def test_every_deployment_has_the_memory_that_sizing_asks_for():
    """Two processes more than those that work, and half a GiB for the server."""
    cluster = manifests()
    (container,) = cluster["Deployment"]["spec"]["template"]["spec"]["containers"]
    server = compose()["services"]["corridor"]
    bound = 512 + (2 + SPARE_COUNT) * 1024

    assert "`512 + (W + 2) x CORRIDOR_WORKER_MEMORY_MIB`" in TEXT
    for settings in (cluster["ConfigMap"]["data"], server["environment"]):
        assert settings["CORRIDOR_WORKERS"] == "2"
        assert settings["CORRIDOR_WORKER_MEMORY_MIB"] == "1024"
    assert bound <= 5 * 1024
    assert container["resources"]["limits"]["memory"] == "5Gi"
    assert server["deploy"]["resources"]["limits"]["memory"] == "5g"
    assert unit()["Service"]["MemoryMax"] == ["5G"]


def test_the_guide_says_how_to_make_every_secret():
    """As the example has them."""
    example = documents(ROOT / "deploy/kubernetes/base/secret.example.yaml")

    for secret in example:
        kind = "tls" if secret["type"] == "kubernetes.io/tls" else "generic"
        assert f"create secret {kind} {secret['metadata']['name']} " in TEXT


def test_the_installation_is_where_the_unit_looks():
    """The guide installs to one folder, and the unit starts from it."""
    (command,) = unit()["Service"]["ExecStart"]

    assert f"deploy/install {Path(command).parents[1]}\n" in TEXT
    assert f"{UNIT.relative_to(ROOT)} /etc/systemd/system/corridor.service" in TEXT
