"""Taxonomies: which departments there are, what goes wrong in each, and how a ticket shows it."""

from etl.taxonomy.loader import SHIPPED, choose_taxonomy, load_taxonomy, parse_taxonomy
from etl.taxonomy.model import Department, Issue, Taxonomy

__all__ = ["SHIPPED", "Department", "Issue", "Taxonomy", "choose_taxonomy", "load_taxonomy", "parse_taxonomy"]
