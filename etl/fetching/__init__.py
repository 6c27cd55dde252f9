"""Straight from the helpdesk: what changed since the last time, as files in the home's inbox.

A product is one module that declares its API; whatever asks it, waits, pages and keeps the cursor is the same for all.
"""

from __future__ import annotations
