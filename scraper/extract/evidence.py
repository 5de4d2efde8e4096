"""What speaks for a day of publication: each piece with its rank, its source and its raw text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime

from scraper.article import DateEvidence, Source
from scraper.extract.dates import Said, find_dates, iso, plausible


@dataclass(slots=True)
class Judge:
    """Collects evidence: `found` as (rank, evidence), the higher rank first believed; `modified` as ISO values."""

    captured_at: datetime | None
    keep_zone: bool
    found: list[tuple[float, DateEvidence]] = field(default_factory=list)
    modified: list[str] = field(default_factory=list)

    def add(self, rank: float, said: Said, source: Source, raw: str) -> bool:
        if said.year is None or said.first is not None:
            return False
        value, precision = iso(said, self.keep_zone)
        if not plausible(value, self.captured_at):
            return False
        self.found.append(
            (rank, DateEvidence(value=value, precision=precision, source=source, raw=" ".join(raw.split())[:200]))
        )
        return True

    def text(self, rank: float, text: str | None, source: Source) -> bool:
        """Add the date that a machine-made text holds."""
        if not text or len(text) > 200:
            return False
        said = find_dates(text, True)
        if said:
            return self.add(rank, said[0], source, text)
        if re.fullmatch(r"\d{10}|\d{13}", text.strip()):
            return False
        return False


def modified_of(text: str | None, judge: Judge) -> str | None:
    """Return the ISO value of the modification that a text states, None without one."""
    said = find_dates(text, True) if text and len(text) < 200 else ()
    return iso(said[0], judge.keep_zone)[0] if said and said[0].year else None
