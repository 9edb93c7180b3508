"""Requests that the published description allows, and others, get answers that it tells of."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from processes import wait_until
from serving import ANY_PORT, PATIENCE, running_server

pytestmark = pytest.mark.integration

SETTINGS = """\
[checks.not_a_server_error]
# The least time that a caller may give is always up at once.
expected-statuses = ["2xx", "4xx", "504"]
"""

CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
    "unsupported_method",
)


def test_schemathesis_finds_nothing_against_the_description(tmp_path):
    """Of every operation, with what fits the description and what does not."""
    (tmp_path / "schemathesis.toml").write_text(SETTINGS)
    program = Path(sys.executable).with_name("schemathesis")
    with running_server(tmp_path, "--http-address", ANY_PORT) as server:
        wait_until(lambda: "JSON over HTTP" in server.log.read_text())
        address = re.search(r"http://[^:\s]+:\d+", server.log.read_text())[0]
        done = subprocess.run(
            [
                program,
                "run",
                f"{address}/openapi.json",
                "--checks",
                ",".join(CHECKS),
                "--phases",
                "fuzzing",
                "--max-examples",
                "4",
                # Few random texts are names; that makes it slow, not wrong.
                "--suppress-health-check",
                "all",
                "--generation-deterministic",
                "--warnings",
                "off",
                "--no-color",
            ],
            check=False,
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=4 * PATIENCE,
        )
        said = server.log.read_text()

    counts = re.search(r"Selected: (\d+)/(\d+)\s+Tested: (\d+)", done.stdout)
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]
    assert len(set(counts.groups())) == 1, done.stdout[-2000:]
    assert int(counts[1]) > 30
    assert "Traceback" not in said
