"""Counts as people say them: 1 article, 2 articles."""

from __future__ import annotations


def counted(number: int, noun: str, *, more: str | None = None) -> str:
    """Return a number with its noun, in the plural where it is not one; `more` is a plural that takes no -s."""
    return f"{number} {noun if number == 1 else more or f'{noun}s'}"
