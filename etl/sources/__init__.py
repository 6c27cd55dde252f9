"""Reading exports: recognises a file's format and reads its rows in chunks."""

from etl.sources.container import ENDINGS
from etl.sources.export import Export
from etl.sources.format import Format, Guess
from etl.sources.guessing import suggest_mapping
from etl.sources.mapping import VOLUME_FIELDS
from etl.sources.opening import open_export, read_head
from etl.sources.registry import FORMATS, format_named, recognise
from etl.sources.remembered import SOURCE, Remembered, forget, remember, remembered_mappings

__all__ = [
    "ENDINGS",
    "FORMATS",
    "SOURCE",
    "VOLUME_FIELDS",
    "Export",
    "Format",
    "Guess",
    "Remembered",
    "forget",
    "format_named",
    "open_export",
    "read_head",
    "recognise",
    "remember",
    "remembered_mappings",
    "suggest_mapping",
]
