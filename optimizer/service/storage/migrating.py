"""Bringing the tables of a database up to date, by Alembic."""

import importlib
import logging
from pathlib import Path

from sqlalchemy import Connection, text

from optimizer.errors import DatabaseTooNewError
from optimizer.service.storage.schema import metadata

FOLDER = Path(__file__).parent / "migrations"
"""Where the migrations are."""

TABLE_MODULES = (
    "optimizer.service.operations.tables",
    "optimizer.service.storage.dataset_tables",
    "optimizer.service.runs.tables",
)
"""Modules that define tables."""

logger = logging.getLogger(__name__)

_LOCK = 7_202_508_311
"""Number of the lock under which one server migrates and others wait."""


def create_tables(connection: Connection) -> None:
    """Make all tables in an empty database."""
    load_tables()
    metadata.create_all(connection)


def migrate(connection: Connection) -> None:
    """Bring the tables up to date, one server at a time.

    Raises
    ------
    DatabaseTooNewError
        When a newer version of the server has changed the tables.
    """
    # Alembic tells of each of its plugins as it is loaded.
    logging.getLogger("alembic").setLevel(logging.WARNING)
    from alembic import command  # noqa: PLC0415 - servers without a file need none of it
    from alembic.config import Config  # noqa: PLC0415 - as above
    from alembic.runtime.migration import MigrationContext  # noqa: PLC0415 - as above
    from alembic.script import ScriptDirectory  # noqa: PLC0415 - as above

    load_tables()
    if connection.dialect.name == "postgresql":
        lock = text("SELECT pg_advisory_xact_lock(:number)")
        connection.execute(lock, {"number": _LOCK})
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["connection"] = connection
    scripts = ScriptDirectory.from_config(config)
    current = MigrationContext.configure(connection).get_current_revision()
    known = {script.revision for script in scripts.walk_revisions()}
    if current is not None and current not in known:
        raise DatabaseTooNewError(current)
    if current != scripts.get_current_head():
        command.upgrade(config, "head")
        logger.info("the tables are at revision %s now", scripts.get_current_head())


def load_tables() -> None:
    """Let the metadata know every table."""
    for name in TABLE_MODULES:
        importlib.import_module(name)
