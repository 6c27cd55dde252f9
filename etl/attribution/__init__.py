"""Attribution: which department a complaint started in, how sure that is, and on what it rests."""

from etl.attribution.engine import attribute
from etl.attribution.expressions import check_fact
from etl.attribution.learning import learn
from etl.attribution.learnt import ENGINE_VERSION, Learnt

__all__ = ["ENGINE_VERSION", "Learnt", "attribute", "check_fact", "learn"]
