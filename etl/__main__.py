"""The command line: ``python -m etl COMMAND``.

Exit codes: 0 done; 2 the input can't be used (one or two plain lines on standard error, nothing stored);
1 a fault of ours.
"""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from etl.memory import give_back_memory

give_back_memory()

from etl.commands.parser import build_parser  # noqa: E402 - the allocators are set first
from etl.errors import InputError  # noqa: E402

EXIT_DONE, EXIT_FAULT, EXIT_INPUT = 0, 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command, and turn every failure into an exit code and plain lines."""
    options = build_parser().parse_args(arguments)
    module, _, function = options.run.partition(":")
    try:
        getattr(import_module(module), function)(options)
    except InputError as error:
        print(error, file=sys.stderr)
        return EXIT_INPUT
    except BrokenPipeError:
        sys.stdout = open(os.devnull, "w")  # noqa: PTH123, SIM115 - whoever read us is gone; let the exit be silent
        return EXIT_DONE
    except KeyboardInterrupt:
        print("Stopped; nothing was stored.", file=sys.stderr)
        return EXIT_FAULT
    except MemoryError:
        print("Out of memory. Set HEADWATER_CHUNK_ROWS to a smaller number, such as 2000.", file=sys.stderr)
        return EXIT_FAULT
    except Exception as error:
        print(f"Something went wrong inside Headwater: {type(error).__name__}: {error}", file=sys.stderr)
        print(f"Nothing was stored. The details are in {_keep_details()}.", file=sys.stderr)
        return EXIT_FAULT
    return EXIT_DONE


def _keep_details() -> Path:
    from tempfile import NamedTemporaryFile

    with NamedTemporaryFile("w", prefix="headwater-fault-", suffix=".txt", delete=False, encoding="utf-8") as file:
        traceback.print_exc(file=file)
    return Path(file.name)


if __name__ == "__main__":
    sys.exit(main())
