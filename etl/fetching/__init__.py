"""Fetches changed tickets from a helpdesk's API into files of the home's inbox.

Each product is a module that declares its API; requests, waiting, paging and the cursor are shared.
"""

from __future__ import annotations
