"""Passwords of PostgreSQL come from where its own tools take them."""

import shutil
import tempfile
from pathlib import Path

import pytest
from databases import PROGRAMS, SUPERUSER, done, unprivileged
from serving import ANY_PORT, PATIENCE, running_server, start

pytestmark = pytest.mark.integration

PASSWORD = "correct-horse"  # noqa: S105 - of a database that lives as long as a test


@pytest.fixture(scope="module")
def guarded():
    """Address of a database that lets nobody in without the password."""
    missing = [name for name in PROGRAMS if shutil.which(name) is None]
    if missing:
        pytest.skip(f"no PostgreSQL here: {', '.join(missing)} not found")
    with tempfile.TemporaryDirectory(prefix="pg", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o711)  # Who runs the server must pass.
        home = Path(folder, "home")
        home.mkdir()
        (home / "password").write_text(PASSWORD)
        as_user = unprivileged(home)
        data = str(home / "data")
        login = ["-U", SUPERUSER, "-A", "scram-sha-256"]
        password = f"--pwfile={home / 'password'}"
        done(as_user, "initdb", "-D", data, *login, password, "-N")
        options = f"-k {home} -c listen_addresses='' -c fsync=off"
        log = str(home / "log")
        done(as_user, "pg_ctl", "-D", data, "-o", options, "-l", log, "-w", "start")
        try:
            yield f"postgresql://{SUPERUSER}@/postgres?host={home}"
        finally:
            done(as_user, "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")


def test_the_environment_may_hold_it(guarded, tmp_path, monkeypatch):
    """As a cluster gives it from a secret; the address, which is shown, has none."""
    monkeypatch.setenv("PGPASSWORD", PASSWORD)
    with running_server(tmp_path, "--database", guarded) as server:
        assert PASSWORD not in server.log.read_text()


def test_a_file_may_hold_it(guarded, tmp_path, monkeypatch):
    """As on a machine, where only the user of the server reads it."""
    file = tmp_path / "pgpass"
    file.write_text(f"*:*:*:{SUPERUSER}:{PASSWORD}\n")
    file.chmod(0o600)
    monkeypatch.setenv("PGPASSFILE", str(file))
    with running_server(tmp_path, "--database", guarded) as server:
        assert PASSWORD not in server.log.read_text()


def test_a_wrong_one_is_told_at_the_start(guarded, tmp_path, monkeypatch):
    """A server that keeps nothing must not look as if it did."""
    monkeypatch.setenv("PGPASSWORD", "battery-staple")
    log = tmp_path / "log"
    process = start(log, "--address", ANY_PORT, "--database", guarded)
    output, _ = process.communicate(timeout=PATIENCE)

    assert (process.returncode, output) == (2, b"")
    assert "password authentication failed" in log.read_text()
    assert "battery-staple" not in log.read_text()
