"""The unit of systemd is one that systemd takes, and keeps the server to itself."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from deploy_files import DEPLOY, UNIT, seconds, stop_seconds, unit

EXPOSURE_LIMIT = 20
"""Most that ``systemd-analyze security`` may find, in tenths: 100 is no protection."""

CORRIDOR = Path(sys.executable).with_name("corridor")


def analyze(*arguments):
    """What ``systemd-analyze`` says; it needs no running systemd for files."""
    if shutil.which("systemd-analyze") is None:
        pytest.skip("no systemd here")
    return subprocess.run(
        ["systemd-analyze", *arguments], capture_output=True, text=True, check=False
    )


def test_systemd_takes_it(tmp_path):
    """Every key is known; the command is put where this machine has it."""
    copy = tmp_path / UNIT.name
    copy.write_text(
        UNIT.read_text().replace("/opt/corridor/bin/corridor", str(CORRIDOR))
    )
    done = analyze("verify", copy)

    assert (done.returncode, done.stdout + done.stderr) == (0, "")


def test_it_is_exposed_little():
    """By the measure of systemd itself."""
    threshold = f"--threshold={EXPOSURE_LIMIT}"
    done = analyze("security", "--offline=true", "--no-pager", threshold, UNIT)

    assert done.returncode == 0, done.stdout


def test_a_server_may_drain_before_it_is_killed():
    """The server alone is told, since it ends its workers when they are done."""
    service = unit()["Service"]
    settings = dict(text.split("=", 1) for text in service["Environment"])

    assert service["KillMode"] == ["mixed"]
    assert service["KillSignal"] == ["SIGTERM"]
    assert stop_seconds(settings) < seconds(service["TimeoutStopSec"][0])


def test_what_it_keeps_is_where_it_may_write():
    """Everything else is read-only."""
    service = unit()["Service"]
    settings = dict(text.split("=", 1) for text in service["Environment"])
    folder = f"/var/lib/{service['StateDirectory'][0]}"

    assert service["ProtectSystem"] == ["strict"]
    assert settings["CORRIDOR_DATABASE"].startswith(f"sqlite:///{folder}/")
    assert service["WorkingDirectory"] == [folder]


def test_its_user_is_made_by_the_file_beside_it():
    """It is not root."""
    (line,) = [
        line
        for line in (DEPLOY / "systemd" / "corridor.sysusers").read_text().splitlines()
        if not line.startswith("#")
    ]

    assert line.split()[:2] == ["u", unit()["Service"]["User"][0]]
