"""Databases are opened, brought up to date, and told apart when they cannot be used."""

import asyncio
import stat

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from optimizer.errors import DatabaseTooNewError, DatabaseUnavailableError
from optimizer.service.storage import migrating
from optimizer.service.storage.addresses import fault_in, shown
from optimizer.service.storage.database import Database
from optimizer.service.storage.schema import metadata


@pytest.fixture
async def database(database_address):
    database = Database(database_address)
    yield database
    await database.close()


async def test_migrations_make_the_tables_that_the_code_knows(database):
    """Neither a column too few, which fails, nor one too many, which is forgotten."""
    await database.open()

    def differences(connection):
        return compare_metadata(MigrationContext.configure(connection), metadata)

    assert await database.run(differences) == []


async def test_every_migration_can_be_undone(database):
    """An upgrade that went wrong must have a way back."""
    await database.open()

    def undo(connection):
        config = Config()
        config.set_main_option("script_location", str(migrating.FOLDER))
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
        return set(inspect(connection).get_table_names())

    assert await database.run(undo) <= {"alembic_version"}


async def test_servers_that_start_together_migrate_once(database_address):
    """As when a deployment brings up several."""
    databases = [Database(database_address) for _ in range(4)]
    await asyncio.gather(*(database.open() for database in databases))
    await databases[0].open()
    names = await databases[0].run(lambda c: set(inspect(c).get_table_names()))
    for database in databases:
        await database.close()

    assert names == {*metadata.tables, "alembic_version"}


async def test_a_newer_database_is_refused(database):
    """An older server would not know what the newer one keeps in it."""
    await database.open()
    newer = text("UPDATE alembic_version SET version_num = '9999'")
    await database.run(lambda connection: connection.execute(newer))

    with pytest.raises(DatabaseTooNewError, match="'9999'"):
        await database.open()


async def test_work_that_fails_leaves_nothing(database):
    """A transaction is all or nothing."""
    await database.open()

    def fail(connection):
        connection.execute(text("CREATE TABLE half (x INTEGER)"))
        raise ValueError

    with pytest.raises(ValueError, match=r"^$"):
        await database.run(fail)

    names = await database.run(lambda c: inspect(c).get_table_names())
    assert "half" not in names


async def test_work_at_the_same_time_is_not_lost(database):
    """Each of many counts, though they are in each other's way."""
    await database.open()
    await database.run(lambda c: c.execute(text("CREATE TABLE t (n INTEGER)")))
    await database.run(lambda c: c.execute(text("INSERT INTO t VALUES (0)")))
    more = text("UPDATE t SET n = n + 1")
    await asyncio.gather(*(database.run(lambda c: c.execute(more)) for _ in range(40)))
    count = text("SELECT n FROM t")

    assert await database.run(lambda c: c.execute(count).scalar_one()) == 40


async def test_a_file_is_for_its_owner_alone(tmp_path):
    """It holds what others have asked for."""
    file = tmp_path / "new" / "corridor.db"
    database = Database(f"sqlite:///{file}")
    await database.open()
    await database.close()

    assert stat.S_IMODE(file.stat().st_mode) == 0o600


async def test_a_database_in_memory_has_the_tables_too():
    """Without a migration, which would take time."""
    database = Database("memory")
    await database.open()
    names = await database.run(lambda c: set(inspect(c).get_table_names()))
    await database.close()

    assert names == set(metadata.tables)


async def test_a_file_that_cannot_be_made_is_named(tmp_path):
    """Before anything is served."""
    taken = tmp_path / "file"
    taken.touch()

    with pytest.raises(DatabaseUnavailableError, match=str(taken)):
        Database(f"sqlite:///{taken}/corridor.db")


async def test_a_file_that_is_no_database_is_named(tmp_path):
    """It is left as it is."""
    file = tmp_path / "letter.txt"
    file.write_text("Dear planner, " * 100)
    database = Database(f"sqlite:///{file}")
    with pytest.raises(DatabaseUnavailableError, match="not a database"):
        await database.open()
    await database.close()

    assert file.read_text().startswith("Dear planner")


async def test_a_server_that_does_not_answer_is_named_without_its_password():
    """Logs are read by more people than may know it."""
    database = Database("postgresql://planner:secret@127.0.0.1:9/corridor")
    with pytest.raises(
        DatabaseUnavailableError, match=r"planner@127\.0\.0\.1:9/"
    ) as error:
        await database.open()
    await database.close()

    assert "secret" not in str(error.value)


@pytest.mark.parametrize(
    "address", ["memory", "sqlite:///a.db", "sqlite:////var/a.db", "postgresql://h/n"]
)
def test_addresses_of_databases_are_taken(address):
    """A path may be relative."""
    assert fault_in(address) == ""


@pytest.mark.parametrize("address", ["", "a.db", "sqlite:///", "mysql://h/n"])
def test_other_addresses_are_refused(address):
    """The fault says what to write."""
    assert "write sqlite:///PATH" in fault_in(address)


def test_a_refusal_shows_no_password():
    """A slip in the first word of an address is common, and the log is for many eyes."""
    fault = fault_in("postgres://planner:secret@db/corridor")

    assert "'postgres://planner@db/corridor' is no database" in fault
    assert "secret" not in fault


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("postgresql://u:p:w@h:5432/n", "postgresql://u@h:5432/n"),
        ("postgresql://u:p@w@h/n", "postgresql://u@h/n"),
        ("postgresql://u@h/n?password=pw", "postgresql://u@h/n"),
        ("postgresql:///n", "postgresql:///n"),
        ("sqlite:///a:b@c", "sqlite:///a:b@c"),
        ("postgres://u:pw@h/n", "postgres://u@h/n"),
        ("postgresql+psycopg2://u:pw@h/n", "postgresql+psycopg2://u@h/n"),
    ],
)
def test_passwords_are_not_shown(address, expected):
    """Wherever in an address they stand."""
    assert shown(address) == expected
