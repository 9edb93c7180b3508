"""Run by Alembic: does migrations in the transaction that the server has begun."""

from alembic import context

from optimizer.service.storage.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    transactional_ddl=False,
)
context.run_migrations()
