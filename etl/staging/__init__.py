"""Staging: the rows of an export in canonical form, times in UTC, personal data masked, exclusions named."""

from etl.staging.context import StagingContext, context_for, known_zone
from etl.staging.refused import without_people
from etl.staging.tickets import stage

__all__ = ["StagingContext", "context_for", "known_zone", "stage", "without_people"]
