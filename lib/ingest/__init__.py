"""Reads a report's text into proposed rows of the tables, for a person to confirm."""

from ingest.changes import diff
from ingest.commands import ingest, verify
from ingest.recipes import new_table

__all__ = ["diff", "ingest", "new_table", "verify"]
