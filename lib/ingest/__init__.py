"""Reads a report's text into proposed rows of the tables, for a person to confirm."""

from ingest.changes import diff
from ingest.claims import claims
from ingest.commands import ingest, verify
from ingest.recipes import new_table
from ingest.residents import residents

__all__ = ["claims", "diff", "ingest", "new_table", "residents", "verify"]
