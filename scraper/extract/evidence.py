"""What speaks for a day of publication: each piece with its rank, its source and its raw text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from scraper.article import DateEvidence, Source
from scraper.extract.dates import Said, as_october, find_dates, find_foreign, iso, month_first, plausible


@dataclass(slots=True)
class Judge:
    """Collects evidence: `found` as (rank, evidence), the higher rank first believed; `modified` as ISO values;
    `either` maps a day in figures to
    the day that an American reader would take it for; `month_leads` says, when it is asked, whether the page writes
    the month first in figures; `of_another` tells elements that speak of another page; `october_listopad` is whether
    the page is in a language whose "listopad" is October."""

    captured_at: datetime | None
    keep_zone: bool
    of_another: Callable[[Any], bool]
    found: list[tuple[float, DateEvidence]] = field(default_factory=list)
    modified: list[str] = field(default_factory=list)
    either: dict[str, str] = field(default_factory=dict)
    month_leads: Callable[[], bool] = lambda: False
    october_listopad: bool = False

    def add(self, rank: float, said: Said, source: Source, raw: str) -> bool:
        if said.year is None or said.first is not None:
            return False
        if said.either:
            if self.month_leads():
                said = month_first(said)
            else:
                self.either[iso(said, True)[0][:10]] = iso(month_first(said), True)[0][:10]
        if self.october_listopad:
            said = as_october(said, raw)
        value, precision = iso(said, self.keep_zone)
        if not plausible(value, self.captured_at):
            return False
        self.found.append(
            (rank, DateEvidence(value=value, precision=precision, source=source, raw=" ".join(raw.split())[:200]))
        )
        return True

    def update(self, said: Said) -> None:
        """Keep a day that the page prints as that of its last change."""
        if said.year and said.first is None:
            self.modified.append(iso(said, self.keep_zone)[0])

    def text(self, rank: float, text: str | None, source: Source) -> bool:
        """Add the date that a machine-made text holds."""
        if not text or len(text) > 200:
            return False
        said = find_dates(text, True)
        if said:
            return self.add(rank, said[0], source, text)
        foreign = find_foreign(text)
        return bool(foreign) and self.add(rank, foreign[0], source, text)


def modified_of(text: str | None, judge: Judge) -> str | None:
    """Return the ISO value of the modification that a text states, None without one."""
    said = find_dates(text, True) if text and len(text) < 200 else ()
    return iso(said[0], judge.keep_zone)[0] if said and said[0].year else None
