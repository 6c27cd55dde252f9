"""Validation: Great Expectations judges staged rows; what fails is refused or warned of, in plain words.

Importing this package is cheap; Great Expectations (3 to 6 seconds) is imported when a suite is run.
"""

from etl.validation.judges import prepare
from etl.validation.results import ExpectationResult, Validated
from etl.validation.split import Counts
from etl.validation.validator import Validator

__all__ = ["Counts", "ExpectationResult", "Validated", "Validator", "prepare"]
