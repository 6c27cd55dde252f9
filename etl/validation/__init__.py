"""Validation: Great Expectations judges staged rows; what fails is refused or warned of, in plain words.

Importing this package is cheap; Great Expectations (3 to 6 seconds) is imported when a `Validator` is made.
"""

from etl.validation.results import ExpectationResult, Validated
from etl.validation.validator import Validator

__all__ = ["ExpectationResult", "Validated", "Validator"]
