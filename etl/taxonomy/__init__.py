"""Taxonomies: which departments there are, what goes wrong in each, and how a ticket shows it."""

from etl.taxonomy.choice import Choice, choose, choose_taxonomy, newer_edition
from etl.taxonomy.loader import DEFAULT, SHIPPED, load_taxonomy, parse_taxonomy
from etl.taxonomy.model import Department, Issue, Taxonomy

__all__ = [
    "DEFAULT",
    "SHIPPED",
    "Choice",
    "Department",
    "Issue",
    "Taxonomy",
    "choose",
    "choose_taxonomy",
    "load_taxonomy",
    "newer_edition",
    "parse_taxonomy",
]
