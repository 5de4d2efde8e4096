"""The file by which a site reserves text and data mining: `/.well-known/tdmrep.json`.

TDM Reservation Protocol, W3C Community Group Final Report (2024): a list of rules, each with a `location`, the pattern
of paths that it is for (`*` stands for anything, `$` for the end, as in robots.txt), `tdm-reservation` (1 or 0) and
`tdm-policy`. The first rule whose pattern fits counts.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote, urlsplit

from scraper.article import Right
from scraper.rights import reservation

PATH: Final = "/.well-known/tdmrep.json"
_MOST: Final = 1000
"""Rules that are read: a file with more is no declaration of anybody."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of the file: the pattern of paths, and what it says of them."""

    location: str
    reservation: int
    policy: str | None = None


def read_rules(body: bytes) -> tuple[Rule, ...]:
    """Return the rules of a file; none for what is no such file, as a page that says "not found" with 200 is none."""
    try:
        listed = json.loads(body.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError):
        return ()
    rules = []
    for one in listed if isinstance(listed, list) else [listed]:
        location = one.get("location") if isinstance(one, dict) else None
        if not isinstance(location, str) or len(location) > 2000:
            continue
        right = reservation(one.get("tdm-reservation"), one.get("tdm-policy"), "tdmrep.json")
        if right is not None:
            rules.append(Rule(location, int(right.says == "tdm-reserved"), right.policy))
    return tuple(rules[:_MOST])


def right_of(rules: Sequence[Rule], url: str) -> Right | None:
    """Return what the rules of a site say of one of its pages."""
    parts = urlsplit(url)
    path = unquote(parts.path or "/") + (f"?{unquote(parts.query)}" if parts.query else "")
    rule = next((rule for rule in rules if _fits(rule.location, path)), None)
    return reservation(rule.reservation, rule.policy, "tdmrep.json") if rule is not None else None


def _fits(location: str, path: str) -> bool:
    """Whether a path begins as a pattern says; whether it is wholly so, where the pattern ends with `$`."""
    ends = location.endswith("$")
    first, *rest = unquote(location.removesuffix("$")).split("*")
    if not path.startswith(first):
        return False
    at = len(first)
    for number, piece in enumerate(rest, 1):
        if ends and number == len(rest):
            return path.endswith(piece) and len(path) - len(piece) >= at
        at = path.find(piece, at)
        if at < 0:
            return False
        at += len(piece)
    return not ends or at == len(path)
