"""The test shop's taxonomy after departments and an issue got other names."""

from __future__ import annotations

from tests.store_rows import TAXONOMY

RENAMED = TAXONOMY.replace("  Logistics:\n", "  Delivery:\n    aliases: [Logistics]\n").replace(
    "Late: {phrases: [late]}", "Not on time: {phrases: [late], aliases: [Late]}"
)
"""Logistics is called Delivery now, its issue Late Not on time."""

MERGED = TAXONOMY.replace("  Finance:\n", "  Finance:\n    aliases: [Logistics]\n").replace(
    TAXONOMY[TAXONOMY.index("  Logistics:") : TAXONOMY.index("  Finance:")], ""
)
"""Finance has taken Logistics in."""
