"""Fixtures of the search's tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.importers.seed_folder import Folder


@pytest.fixture
def seeds(tmp_path: Path, db: None) -> Folder:
    return Folder(tmp_path / "seeds")
