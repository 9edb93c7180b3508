"""All tables of the database."""

from sqlalchemy import MetaData

metadata = MetaData()
"""Knows every table; each is defined beside what uses it."""
