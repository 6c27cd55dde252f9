"""A helpdesk's tables in a warehouse or a folder, as connectors land them: joined to what an ordinary export holds."""

from etl.sources.landed.opening import Landed, landed

__all__ = ["Landed", "landed"]
