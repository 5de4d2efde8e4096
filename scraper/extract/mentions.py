"""Dates of events in the text, each with its sentence; what is not said stays unsaid."""

from __future__ import annotations

from scraper.article import Mention


def read_mentions(text: str, published: str | None) -> tuple[Mention, ...]:
    return ()
