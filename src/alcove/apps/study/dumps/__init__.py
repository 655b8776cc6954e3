"""SQL dumps of other databases, read statement by statement in bounded memory, and their rows as staged text."""

from alcove.apps.study.dumps.classify import TRIGGER_TABLES, classify, is_program
from alcove.apps.study.dumps.parts import Action, DataBlock, DumpError, Item, Part
from alcove.apps.study.dumps.reader import group_blocks, read_dump
from alcove.apps.study.dumps.source import open_source
from alcove.apps.study.dumps.store import (
    LOAD_TIMEOUT,
    StagingTable,
    add_columns,
    create_staging,
    drop_staging,
    load_rows,
    quote,
    quote_text,
)

__all__ = [
    "LOAD_TIMEOUT",
    "TRIGGER_TABLES",
    "Action",
    "DataBlock",
    "DumpError",
    "Item",
    "Part",
    "StagingTable",
    "add_columns",
    "classify",
    "create_staging",
    "drop_staging",
    "group_blocks",
    "is_program",
    "load_rows",
    "open_source",
    "quote",
    "quote_text",
    "read_dump",
]
