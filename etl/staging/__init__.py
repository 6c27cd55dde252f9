"""Staging: an export's rows in canonical form, with times in UTC, personal data masked and exclusions marked."""

from etl.staging.context import StagingContext, context_for, known_zone
from etl.staging.refused import without_people
from etl.staging.tickets import stage

__all__ = ["StagingContext", "context_for", "known_zone", "stage", "without_people"]
