"""Write the goldens anew: ``python -m tests.golden.update``. Read the difference before you commit it."""

from __future__ import annotations

from tests.golden.sources import goldens as sources

UPDATES = (sources.update,)
"""Each writes its goldens and returns their paths."""


def main() -> None:
    """Write every golden and say which."""
    for update in UPDATES:
        for path in update():
            print(path)


if __name__ == "__main__":
    main()
