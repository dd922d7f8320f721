"""The history of the tables, run by ``records.schema``; a new step is drafted with ``alembic revision``."""
