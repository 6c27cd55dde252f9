"""A PDF of slides, made by LibreOffice where it is installed."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from etl.errors import InputError

ENDING = ".pdf"
_SECONDS = 300
"""LibreOffice needs a few seconds; after this it hangs."""

_INSTEAD = "Write slides as .pptx, and save them as PDF in the program that opens them."


def check_office() -> str:
    """Path of LibreOffice; called before any work is done.

    Raises
    ------
    InputError
        If it isn't installed.
    """
    found = shutil.which("soffice")
    if found is None:
        raise InputError(f"A PDF needs LibreOffice, and there is no `soffice` on the PATH. {_INSTEAD}")
    return found


def pdf_of(slides: bytes) -> bytes:
    """The slides as a PDF.

    Raises
    ------
    InputError
        If LibreOffice isn't installed, or makes no PDF.
    """
    office = check_office()
    with TemporaryDirectory() as folder:
        source, made = Path(folder, "slides.pptx"), Path(folder, "slides.pdf")
        source.write_bytes(slides)
        # A profile of its own: a LibreOffice that is already open would take the order, and write nothing.
        profile = f"-env:UserInstallation={Path(folder, 'profile').as_uri()}"
        command = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", folder, str(source)]
        try:
            subprocess.run(command, capture_output=True, timeout=_SECONDS, check=False)
        except (OSError, subprocess.TimeoutExpired) as error:
            raise InputError(f"LibreOffice made no PDF ({office}). {_INSTEAD}") from error
        if not made.is_file():
            raise InputError(f"LibreOffice made no PDF ({office}). {_INSTEAD}")
        return made.read_bytes()
