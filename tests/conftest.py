"""Fixtures shared by every kind of test."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from tests.stores import one_row_home, sample_home, whole_sample_home

__all__ = ["one_row_home", "sample_home", "whole_sample_home"]

# The machines are shared: how long an example takes says nothing about the code.
hypothesis.settings.register_profile("headwater", deadline=None, derandomize=bool(os.environ.get("CI")))
hypothesis.settings.load_profile("headwater")

ROOT = Path(__file__).resolve().parents[1]


def real_data_folder() -> Path | None:
    """Folder of real exports beside the project, where there is one."""
    folder = Path(os.environ.get("HEADWATER_REAL_DATA", ROOT.parent / "shared" / "data"))
    return folder if folder.is_dir() else None


@pytest.fixture
def real_data() -> Path:
    """Folder of real exports; the test is skipped where it is absent."""
    folder = real_data_folder()
    if folder is None:
        pytest.skip("no real exports beside the project")
    return folder


@pytest.fixture(autouse=True)
def _main_is_not_a_page() -> Iterator[None]:
    """Streamlit's test runner leaves a page as the main module, and a process that a later test starts would run it."""
    main = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = main


@pytest.fixture(autouse=True, scope="session")
def _analytics_off() -> None:
    """Nothing that a test starts asks another host for anything."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
