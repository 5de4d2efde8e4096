"""The reader is never worse than it was (tests/floors.py)."""

from __future__ import annotations

import json

from tests.floors import FLOORS, measured


def test_no_figure_is_below_its_floor() -> None:
    floors = json.loads(FLOORS.read_text(encoding="utf-8"))
    figures = measured()
    assert set(floors) == set(figures)
    assert {name: figures[name] for name in floors if figures[name] < floors[name]} == {}
