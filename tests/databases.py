"""Databases for tests: SQLite files, and a PostgreSQL server of their own."""

import os
import pwd
import shutil
import subprocess
import tempfile
import uuid
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

PROGRAMS = ("initdb", "pg_ctl", "postgres")
KINDS = ("sqlite", "postgresql")
SUPERUSER = "postgres"


@pytest.fixture(scope="session")
def postgresql_server():
    """A server that only these tests reach: by a socket in a folder of its own."""
    missing = [name for name in PROGRAMS if shutil.which(name) is None]
    if missing:
        pytest.skip(f"no PostgreSQL here: {', '.join(missing)} not found")
    with tempfile.TemporaryDirectory(prefix="pg", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o711)  # Who runs the server must pass.
        home = Path(folder, "home")
        home.mkdir()
        as_user = unprivileged(home)
        data = str(home / "data")
        done(as_user, "initdb", "-D", data, "-U", SUPERUSER, "-A", "trust", "-N")
        options = f"-k {home} -c listen_addresses='' -c fsync=off"
        log = str(home / "log")
        done(as_user, "pg_ctl", "-D", data, "-o", options, "-l", log, "-w", "start")
        try:
            yield home
        finally:
            done(as_user, "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")


def unprivileged(home):
    """What runs a command as somebody whom PostgreSQL serves: not as root."""
    if os.getuid() != 0:
        return []
    names = [name for name in (SUPERUSER, "nobody") if known(name)]
    if not names or shutil.which("setpriv") is None:
        pytest.skip(
            "PostgreSQL does not run as root, and nobody else is here to run it"
        )
    user = pwd.getpwnam(names[0])
    os.chown(home, user.pw_uid, user.pw_gid)
    ids = [f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
    return ["setpriv", *ids]


def known(name):
    return any(entry.pw_name == name for entry in pwd.getpwall())


def done(as_user, *command):
    subprocess.run([*as_user, *command], check=True, capture_output=True, cwd="/")


@contextmanager
def postgresql_database(home):
    """A fresh database of the server, dropped at the end."""
    name = f"t{uuid.uuid4().hex}"
    place = f"host={home} user={SUPERUSER} dbname=postgres"
    with psycopg.connect(place, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    yield f"postgresql://{SUPERUSER}@/{name}?host={home}"
    with psycopg.connect(place, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=KINDS)
def database_address(request, tmp_path):
    """Where a server is told to keep things: once in each kind of database."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/kept/corridor.db"
        return
    with postgresql_database(request.getfixturevalue("postgresql_server")) as address:
        yield address
