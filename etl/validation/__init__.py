"""Validation: Great Expectations judges staged rows; what fails is refused or warned of, in plain words.

Importing this package is cheap; Great Expectations (3 to 6 seconds) is imported when a suite is run.
"""

from etl.validation.judges import InAnotherProcess, InThisProcess, Judge
from etl.validation.results import ExpectationResult, Validated
from etl.validation.validator import Validator

__all__ = ["ExpectationResult", "InAnotherProcess", "InThisProcess", "Judge", "Validated", "Validator"]
