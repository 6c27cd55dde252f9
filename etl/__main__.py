"""The command line: ``python -m etl COMMAND``.

Exit codes: 0 done; 2 the input can't be used (one or two plain lines on standard error, nothing stored);
1 a fault of ours, or a fetch that broke off and may be repeated.
"""

from __future__ import annotations

import logging
import os
import signal
import sys
import traceback
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from threading import Event
from typing import NoReturn

from etl.errors import BrokeOffError, InputError
from etl.system.failures import FAULT_PREFIX, OUT_OF_MEMORY, plainly, sweep
from etl.system.memory import collect_seldom, give_back_memory
from etl.system.supervisor import reads_files, supervised
from etl.system.terminal import only_visible

_LONGEST_LINE = 4_000
EXIT_DONE, EXIT_FAULT, EXIT_INPUT = 0, 1, 2
_STOPPED = "Stopped; nothing of it was stored."
_STOP = Event()
"""Set when somebody asks us to stop."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command, and turn every failure into an exit code and plain lines."""
    with only_visible():
        return _run_told(arguments)


def _run_told(arguments: Sequence[str] | None) -> int:
    # a connection that can't be rolled back, its disk being full, is logged there with its traceback
    logging.getLogger("sqlalchemy").addHandler(logging.NullHandler())
    try:
        _run(arguments)
    except InputError as error:
        print(_shortened(str(error)), file=sys.stderr)
        return EXIT_INPUT
    except BrokeOffError as error:
        print(_shortened(str(error)), file=sys.stderr)
        return EXIT_FAULT
    except BrokenPipeError:
        return EXIT_DONE  # whoever read us is gone
    except KeyboardInterrupt:
        print(_STOPPED, file=sys.stderr)
        return EXIT_FAULT
    except MemoryError:
        print(OUT_OF_MEMORY, file=sys.stderr)
        return EXIT_INPUT
    except SystemExit:
        raise
    except BaseException as error:  # libraries in Rust raise what is no Exception
        if _STOP.is_set():  # DuckDB makes an error of its own of the interrupt
            print(_STOPPED, file=sys.stderr)
            return EXIT_FAULT
        if told := plainly(error, _home()):
            print(told, file=sys.stderr)
            return EXIT_INPUT
        print(f"Something went wrong inside Headwater: {type(error).__name__}: {_first_line(error)}", file=sys.stderr)
        print(f"Nothing of it was stored. {_keep_details()}", file=sys.stderr)
        return EXIT_FAULT
    return EXIT_DONE


def _run(arguments: Sequence[str] | None) -> None:
    from etl.commands.parser import build_parser  # takes a second, in which somebody may stop us

    options = build_parser().parse_args(arguments)
    module, _, function = options.run.partition(":")
    getattr(import_module(module), function)(options)


def _shortened(message: str) -> str:
    """A message that fits a screen, whatever a file calls itself and its columns."""
    return "\n".join(
        line if len(line) <= _LONGEST_LINE else f"{line[:_LONGEST_LINE]}…" for line in message.splitlines()
    )


def _first_line(error: BaseException) -> str:
    return next(iter(str(error).splitlines()), "")


def _home() -> Path:
    from etl.settings import load_settings

    try:
        return load_settings().home
    except (InputError, OSError):
        return Path()


def _bounds() -> tuple[int, Path | None]:
    """Megabytes that a command may take, and the folder of the store; None where a database server has it."""
    from etl.settings import Settings, load_settings

    try:
        chosen = load_settings()
    except (InputError, OSError):
        chosen = Settings()  # the command says what is wrong
    return chosen.memory_mb, None if chosen.database_url else chosen.home


def _stop(_signal: int, _frame: object) -> None:
    _STOP.set()
    raise KeyboardInterrupt


def _leave(code: int) -> NoReturn:
    """End at once: everything is written and closed, and freeing what a load held piece by piece takes a while."""
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except BrokenPipeError:
        pass  # whoever read us is gone
    except OSError:  # a full disk behind a redirected output: what was to be told is not all there
        code = code or EXIT_FAULT
    os._exit(code)


def _keep_details() -> str:
    from tempfile import NamedTemporaryFile

    try:
        with NamedTemporaryFile("w", prefix=FAULT_PREFIX, suffix=".txt", delete=False, encoding="utf-8") as file:
            traceback.print_exc(file=file)
        sweep(Path(file.name))
    except OSError:
        return "There was no place to keep the details."
    return f"The details are in {file.name}."


if __name__ == "__main__":
    give_back_memory()  # before anything large is imported
    collect_seldom()
    signal.signal(signal.SIGTERM, _stop)  # whoever ends us so gets the same tidy end as from the keyboard
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:  # else somebody has told us to ignore it
        signal.signal(signal.SIGINT, _stop)
    given = sys.argv[1:]
    _leave(supervised(main, given, *_bounds()) if reads_files(given) else main())
