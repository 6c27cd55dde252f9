"""The words of words.yaml: one place for whoever adds a language or a helpdesk's own word."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

WORDS: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "words.yaml").read_text(encoding="utf-8"))
"""Lists of words by what they are for; `channels` is a dictionary of lists."""
