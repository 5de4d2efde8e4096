"""Finds the words of a text that is to be forgotten, wherever they stand, and blanks them.

A page is compared by runs of words, through tags, entities and escapes, so that a teaser in a list, a feed or a REST
answer is found as well as the page itself. What stands in other articles too, such as the paragraph in which every
press release says who the cluster is, is no mark of this one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from html import unescape
from typing import Final

RUN: Final = 6
"""Words in a row that tell a text: five are now and then the same by chance, ten miss a teaser that is cut short."""
_SHORTEST: Final = 3
"""Words of a headline that is looked for as a whole."""

_TOKEN: Final = re.compile(r"<[^>]*>|(?:\w|&(?:amp;)?#?\w{1,8};|\\u[0-9a-fA-F]{4})+")
_TAG: Final = re.compile(r"<[^>]*>")
_WORD: Final = re.compile(r"\w+")
_ESCAPED: Final = re.compile(r"\\u([0-9a-fA-F]{4})")

Run = tuple[str, ...]


def _in_token(token: str) -> list[str]:
    """Return the words of a run of letters, entities and escapes: mostly one, but "była&nbsp;tu" has two."""
    if "\\" in token:
        token = _ESCAPED.sub(lambda m: chr(int(m[1], 16)), token)
    token = unicodedata.normalize("NFC", token).casefold()
    if "&" not in token:
        return [token]
    return _WORD.findall(unicodedata.normalize("NFC", _TAG.sub(" ", unescape(unescape(token)))).casefold())


def _words(text: str) -> list[tuple[str, int, int]]:
    """Return the words of a page or a text with their places."""
    return [(word, m.start(), m.end()) for m in _TOKEN.finditer(text) if m[0][0] != "<" for word in _in_token(m[0])]


class Marks:
    """The runs of words that tell a text."""

    def __init__(self, texts: Iterable[str], titles: Iterable[str] = ()) -> None:
        self.runs: set[Run] = set()
        for text in texts:
            words = [word for word, _, _ in _words(text)]
            self.runs.update(tuple(words[at : at + RUN]) for at in range(len(words) - RUN + 1))
        for title in titles:
            words = [word for word, _, _ in _words(title)]
            if _SHORTEST <= len(words) < RUN:
                self.runs.add(tuple(words))
            else:
                self.runs.update(tuple(words[at : at + RUN]) for at in range(len(words) - RUN + 1))
        self._lengths = sorted({len(run) for run in self.runs})

    def leave_out(self, text: str) -> bool:
        """Leave out what stands in another article's text too; say whether anything did."""
        found = self._found([word for word, _, _ in _words(text)])
        shared = {run for run, _ in found}
        self.runs -= shared
        return bool(shared)

    def _found(self, words: list[str]) -> list[tuple[Run, int]]:
        runs = self.runs
        return [
            (run, at)
            for length in self._lengths
            for at in range(len(words) - length + 1)
            if (run := tuple(words[at : at + length])) in runs
        ]

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Return where the words stand in a page or a text: from the first letter to behind the last, in order."""
        words = _words(text)
        spans: list[tuple[int, int]] = []
        for run, at in sorted(self._found([word for word, _, _ in words]), key=lambda found: found[1]):
            start, end = words[at][1], words[at + len(run) - 1][2]
            if spans and start <= spans[-1][1]:
                spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
            else:
                spans.append((start, end))
        return spans

    def stands_in(self, text: str) -> bool:
        """Whether the words stand in a page or a text."""
        return bool(self.runs) and bool(self._found([word for word, _, _ in _words(text)]))

    def blanked(self, text: str) -> str:
        """Return a page with the words blanked: a hyphen for each letter, the tags between them as they were."""
        pieces, last = [], 0
        for start, end in self.spans(text):
            pieces.append(text[last:start])
            pieces.append(_TOKEN.sub(lambda m: m[0] if m[0][0] == "<" else "-" * len(m[0]), text[start:end]))
            last = end
        return "".join([*pieces, text[last:]])
