"""The words of words.yaml: one place to add a language or a helpdesk's own word."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from etl.values.yaml_loader import LOADER

WORDS: dict[str, Any] = yaml.load((Path(__file__).parent / "words.yaml").read_text(encoding="utf-8"), LOADER)
"""Lists of words by what they are for; `channels` is a dictionary of lists."""
