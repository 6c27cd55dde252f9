"""The stand-ins of every helpdesk."""

from __future__ import annotations

from typing import Any

from tests.helpdesks.freshdesk import Freshdesk
from tests.helpdesks.hubspot import HubSpot
from tests.helpdesks.intercom import Intercom
from tests.helpdesks.jira import Jira
from tests.helpdesks.servicenow import ServiceNow
from tests.helpdesks.zendesk import Zendesk

EVERY: dict[str, Any] = {each.name: each for each in (Zendesk, Freshdesk, Jira, ServiceNow, Intercom, HubSpot)}
"""By name; each makes its stand-in from tickets."""
