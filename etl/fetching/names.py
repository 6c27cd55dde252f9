"""The helpdesks that can be fetched from, by the names that the command line takes."""

from __future__ import annotations

PRODUCTS = ("zendesk", "freshdesk", "jira", "servicenow", "intercom", "hubspot")
"""Each has a module here, imported on use, because the library that it needs is optional."""
