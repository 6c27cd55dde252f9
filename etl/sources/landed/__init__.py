"""A helpdesk's tables in a warehouse or folder, as connectors land them, joined into an ordinary export."""

from etl.sources.landed.opening import Landed, landed

__all__ = ["Landed", "landed"]
