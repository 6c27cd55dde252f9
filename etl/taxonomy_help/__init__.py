"""Help with writing a taxonomy: what an export itself says about its unattributed complaints."""

from etl.taxonomy_help.suggest import Proposal, suggest_taxonomy
from etl.taxonomy_help.traced import Traced, read_traced

__all__ = ["Proposal", "Traced", "read_traced", "suggest_taxonomy"]
