"""Notes that measures of several families give. A note of one family is declared in its own module."""

from __future__ import annotations

from etl.marts.core.notes import reason

NO_COMPLAINTS = reason("There are no complaints within the filters.")
NOTHING_ELSEWHERE = reason("Nothing within the filters was caused elsewhere.")
NO_MINUTES = reason("No minutes of handling are known, logged or estimated.")
NOBODY_TELLS = reason("No export within the filters has a text, so nobody can tell which tickets are complaints.")
NO_SOLUTION_TIME = reason("No complaint within the filters says when it was solved.")
