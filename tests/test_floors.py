"""The reader is never worse than it was (tests/floors.py)."""

from __future__ import annotations

import json

from tests.floors import FLOORS, fallen, measured


def test_no_figure_is_below_its_floor() -> None:
    floors = json.loads(FLOORS.read_text(encoding="utf-8"))
    figures = measured()
    assert {name: set(some) for name, some in floors.items()} == {name: set(some) for name, some in figures.items()}
    assert fallen(figures, floors) == {}
