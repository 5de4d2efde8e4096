"""What many tests need: the local web, and the real command run as a user runs it."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.sites.server import LocalWeb

CHECKOUT = Path(__file__).resolve().parent.parent


@pytest.fixture
def web() -> Iterator[LocalWeb]:
    with LocalWeb(port=0) as running:
        yield running


class Kronika:
    """Runs the real commands against a local web and an archive of this test's own."""

    before: Sequence[str] = ()
    """What the commands are started by: a command that binds their rights, say."""

    def __init__(self, data: Path, web: LocalWeb | None = None):
        self.data = data
        self.environment = {
            key: value for key, value in os.environ.items() if not key.startswith("KRONIKA_") and key != "COLUMNS"
        }
        self.environment |= {"KRONIKA_DATA": str(data), "KRONIKA_DELAY": "0", "KRONIKA_ALLOW_PRIVATE": "1"}
        # A test that crawls twice means to see every article twice; those of the schedule say so.
        self.environment |= {"KRONIKA_RECHECK": "0"}
        if web is not None:
            self.environment["KRONIKA_LOCAL_WEB"] = web.address

    def __call__(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return self.run("-m", "scraper.cli", *arguments, **environment)

    def scrapy(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return self.run("-m", "scrapy", *arguments, **environment)

    def run(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*self.before, sys.executable, *arguments],
            cwd=CHECKOUT,
            env={**self.environment, **environment},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def rows(self, sql: str, *parameters: Any) -> list[dict[str, Any]]:
        connection = sqlite3.connect(self.data / "archive.db")
        connection.row_factory = sqlite3.Row
        with connection:
            return [dict(row) for row in connection.execute(sql, parameters)]


@pytest.fixture
def kronika(tmp_path: Path, web: LocalWeb) -> Kronika:
    return Kronika(tmp_path / "data", web)
