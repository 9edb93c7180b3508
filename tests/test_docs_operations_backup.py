"""What the document says of backups brings everything back."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from corridor_client import Client
from databases import postgresql_database
from serving import running_server

pytestmark = [pytest.mark.integration, pytest.mark.docs]

ROOT = Path(__file__).parents[1]
DOCUMENT = ROOT / "docs" / "operations.md"
PLACES = {
    "python": "/opt/corridor/bin/python",
    "kept": "/var/lib/corridor/",
    "copies": "/var/backups/corridor/",
    "owner": "-o corridor -g corridor ",
    "database": '"$CORRIDOR_DATABASE"',
}


def commands(heading):
    """Lines of the commands of a section of the document, up to the next heading."""
    section = DOCUMENT.read_text().partition(f"\n### {heading}\n")[2]
    section = section.partition("\n#")[0]
    blocks = re.findall(r"```sh\n(.*?)```", section, re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines()]
    assert lines
    return [line for line in lines if not line.startswith("systemctl ")]


def run(line, **places):
    """Run a line with other places than the document has."""
    for place, here in places.items():
        line = line.replace(PLACES[place], str(here))
    subprocess.run(["sh", "-euc", line], check=True, capture_output=True)


def planned(address):
    """Start a plan, wait for it; return the name of its operation."""
    with Client(address) as client:
        name = client.start_plan("middle-corridor").name
        assert client.wait_operation(name).error is None
        return name


def operations(address):
    """Names of the operations of a server, and whether each has ended."""
    with Client(address) as client:
        return {each.name: each.is_done for each in client.list_operations()}


def test_a_sqlite_file_comes_back(tmp_path):
    """It is copied while the server runs, and put back while none does."""
    kept, copies = tmp_path / "kept", tmp_path / "copies"
    copies.mkdir()
    there = {
        "python": sys.executable,
        "kept": f"{kept}/",
        "copies": f"{copies}/",
        "owner": "",
    }
    database = ("--database", f"sqlite:///{kept}/corridor.db")
    with running_server(tmp_path, *database) as server:
        name = planned(server.address)
        for line in commands("Backup of SQLite"):
            run(line, **there)
        later = planned(server.address)
    for line in commands("Restoring SQLite"):
        run(line, **there)
    with running_server(tmp_path, *database) as server:
        found = operations(server.address)

    assert found == {name: True}
    assert later not in found
    assert (kept / "corridor.db").stat().st_mode & 0o777 == 0o600


@pytest.mark.skipif(shutil.which("pg_dump") is None, reason="no pg_dump here")
def test_a_postgresql_database_comes_back(tmp_path, postgresql_server):
    """As above."""
    with postgresql_database(postgresql_server) as address:
        there = {"copies": f"{tmp_path}/", "database": f"'{address}'"}
        with running_server(tmp_path, "--database", address) as server:
            name = planned(server.address)
            for line in commands("Backup of PostgreSQL"):
                run(line, **there)
            planned(server.address)
        for line in commands("Restoring PostgreSQL"):
            run(line, **there)
        with running_server(tmp_path, "--database", address) as server:
            assert operations(server.address) == {name: True}
