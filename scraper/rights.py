"""What the owner of a page says may be done with it: robots directives, and reservations of text and data mining.

Robots directives stand in the header X-Robots-Tag and in `<meta name="robots">` (the vocabulary of Google and Bing; no
standard has it). A reservation is said by the TDM Reservation Protocol (W3C Community Group Final Report, 2024): in a
header, in a meta element, or by a file of the site (scraper.tdmrep). None of them forbids to read a page, as robots.txt
does; they say what may be made of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, Literal

from scraper.article import Right, RightSource

_Directive = Literal["noarchive", "noindex", "nosnippet"]
_DIRECTIVES: Final[Mapping[str, tuple[_Directive, ...]]] = {
    "noarchive": ("noarchive",),
    "nocache": ("noarchive",),  # Bing's older name
    "noindex": ("noindex",),
    "none": ("noindex",),
    "nosnippet": ("nosnippet",),
    "max-snippet:0": ("nosnippet",),
}
_AGENTS: Final = frozenset({"", "*", "robots", "kronika"})
"""Whom a directive must be addressed to, to be meant for us."""
_AGENT: Final = re.compile(r"([a-z][\w.-]*|\*)\s*:\s*(.*)", re.I | re.S)
_VALUED: Final = ("max-snippet", "max-image-preview", "max-video-preview", "unavailable_after")
"""Directives that are written with a colon themselves."""
_ORDER: Final[Sequence[RightSource]] = ("meta", "header", "tdmrep.json")
"""Whose word on text and data mining stands, where several differ: the nearer to the page the stronger."""


def read_rights(meta: Mapping[str, Sequence[str]], headers: Mapping[str, str] | None = None) -> tuple[Right, ...]:
    """Return what a page and its answer say, without doubles.

    `meta` maps lower-case names to their contents; `headers` are those of the answer in any case, several of one name
    parted by line breaks or by commas.
    """
    lines = {name.lower(): value.splitlines() for name, value in (headers or {}).items()}
    found: dict[tuple[str, str], Right] = {}
    for right in (
        *_directives(lines.get("x-robots-tag", ()), "header"),
        *_reservation(lines, "header"),
        *_directives((text for name in ("robots", "kronika", "x-robots-tag") for text in meta.get(name, ())), "meta"),
        *_reservation(meta, "meta"),
    ):
        found.setdefault((right.says, right.source), right)
    return tuple(found.values())


def _directives(lines: Iterable[str], source: RightSource) -> Iterator[Right]:
    for line in lines:
        agent = ""
        for piece in line.split(","):
            word = piece.strip()
            # "googlebot: noindex, noarchive": all that follows in the line is for that one
            if (named := _AGENT.fullmatch(word)) is not None and named[1].lower() not in _VALUED:
                agent, word = named[1].lower(), named[2].strip()
            if agent in _AGENTS:
                for says in _DIRECTIVES.get("".join(word.lower().split()), ()):
                    yield Right(says=says, source=source, raw=line.strip()[:200])


def _reservation(said: Mapping[str, Sequence[str]], source: RightSource) -> Iterator[Right]:
    values = said.get("tdm-reservation", ())
    if not values:
        return
    policies = said.get("tdm-policy", ())
    right = reservation(values[0], policies[0] if policies else None, source)
    if right is not None:
        yield right


def reservation(value: object, policy: object, source: RightSource) -> Right | None:
    """Return what a `tdm-reservation` says: 1 that text and data mining is reserved, 0 that it is not; None for any
    other value, which the protocol takes for no word at all."""
    text = str(int(value) if isinstance(value, bool) else value).strip()
    if text not in ("0", "1"):
        return None
    terms = policy.strip()[:2000] if isinstance(policy, str) and policy.strip() else None
    says: Literal["tdm-reserved", "tdm-not-reserved"] = "tdm-reserved" if text == "1" else "tdm-not-reserved"
    return Right(says=says, source=source, raw=f"tdm-reservation: {text}", policy=terms if text == "1" else None)


def reserved(rights: Sequence[Right]) -> str | None:
    """Return why a page is not to be handed on, as `noarchive (header)`; None where nothing is reserved."""
    words = [
        f"{right.says} ({right.source})" for right in rights if right.says in ("noarchive", "noindex", "nosnippet")
    ]
    by_source = {right.source: right for right in rights if right.says.startswith("tdm-")}
    strongest = next((by_source[source] for source in _ORDER if source in by_source), None)
    if strongest is not None and strongest.says == "tdm-reserved":
        words.append(f"tdm-reserved ({strongest.source})")
    return ", ".join(words) or None
