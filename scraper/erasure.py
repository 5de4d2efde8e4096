"""Finds the words of a text that is to be forgotten, wherever they stand, and blanks them.

A page is compared by runs of words, through tags, entities and escapes, so that a teaser in a list, a feed or a REST
answer is found as well as the page itself. What stands in other articles too, such as the paragraph in which every
press release says who the cluster is, is no mark of this one.

The words themselves (`Marks`) are known only while the text is being forgotten. What stays are their hashes (`Traces`):
with them a page that arrives later is compared, and nobody reads from them what was said.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from hashlib import blake2b
from html import unescape
from typing import Final
from urllib.parse import unquote

RUN: Final = 6
"""Words in a row that tell a text: five are now and then the same by chance, ten miss a teaser that is cut short."""
_SHORTEST: Final = 3
"""Words of a headline that is looked for as a whole."""
_DIGEST: Final = 8
"""Bytes of a hash. A million pages of a thousand words beside ten thousand hashes meet one by chance in two million."""
_SALT: Final = 16

# A word is what stands between spaces: "polsko-niemiecki" is one, and so is the slug of an address, which is no text.
_LETTER: Final = r"(?:[\w\u00ad\u200b-\u200d\ufeff]|&(?:amp;)?#?\w{1,8};|\\u[0-9a-fA-F]{4}|%[0-9a-fA-F]{2})"
_TOKEN: Final = re.compile(
    rf"<!\[CDATA\[|<!--|<[^>]*>|\\[bfnrt]|{_LETTER}+(?:[-/]{_LETTER}+)*"  # an escape such as \n is no letter
)
_TAG: Final = re.compile(r"<[^>]*>")
_WORD: Final = re.compile(r"\w+(?:[-/]\w+)*")
_ESCAPED: Final = re.compile(r"\\u([0-9a-fA-F]{4})")
_UNSEEN: Final = re.compile(r"[\u00ad\u200b-\u200d\ufeff]")
_BLANK: Final = re.compile(r"(?<!\S)-{2,}")

Run = tuple[str, ...]
_Word = tuple[str, int, int]
_NO_WORD: Final = ("", 0, 0)
"""Stands between two tags: a run never goes from one into the other."""


@lru_cache(maxsize=1 << 16)
def _in_token(token: str) -> tuple[str, ...]:
    """Return the words of a run of letters, entities and escapes: mostly one, but "była&nbsp;tu" has two."""
    if "\\" in token:
        token = _ESCAPED.sub(lambda m: chr(int(m[1], 16)), token)
    if "%" in token:
        token = unquote(token)
    if "&" in token:
        token = _TAG.sub(" ", unescape(unescape(token)))
    token = unicodedata.normalize("NFC", _UNSEEN.sub("", token)).casefold()
    return tuple(_WORD.findall(token))


def _words(text: str) -> list[_Word]:
    """Return the words of a page or a text with their places: first those that are shown, then those within tags (a
    title, a description, the text of a picture)."""
    shown: list[_Word] = []
    within: list[_Word] = []
    for m in _TOKEN.finditer(text):
        token, start = m[0], m.start()
        if token[0] == "<":
            if token.count(" ") >= _SHORTEST - 1:
                within.append(_NO_WORD)
                for inner in _TOKEN.finditer(text, start + 1, m.end()):
                    if inner[0][0] != "<":
                        within += [(word, inner.start(), inner.end()) for word in _in_token(inner[0])]
        elif token[0] != "\\" or token[1] == "u":
            shown += [(word, start, m.end()) for word in _in_token(token)]
    return [*shown, *within]


def _runs(words: list[str], length: int) -> Iterator[Run]:
    return (tuple(words[at : at + length]) for at in range(len(words) - length + 1))


class Marks:
    """The runs of words that tell a text."""

    def __init__(self, texts: Iterable[str], titles: Iterable[str] = ()) -> None:
        self.runs: set[Run] = set()
        for text in texts:
            self.runs.update(_runs([word for word, _, _ in _words(text)], RUN))
        for title in titles:
            words = [word for word, _, _ in _words(title)]
            if len(words) >= _SHORTEST:
                self.runs.update(_runs(words, min(len(words), RUN)))

    def leave_out(self, text: str) -> bool:
        """Leave out what stands in another article's text too; say whether anything did."""
        words = [word for word, _, _ in _words(text)]
        shared = {run for length in {len(run) for run in self.runs} for run in _runs(words, length)} & self.runs
        self.runs -= shared
        return bool(shared)

    def traces(self, salt: bytes) -> Traces:
        """Return the marks as hashes."""
        hashed = {bytes([len(run)]) + _hash(salt, "\0".join(run).encode()) for run in self.runs}
        return Traces({salt: hashed} if hashed else {})


def new_salt() -> bytes:
    """Return a salt: with one of its own, no table of hashes that somebody made beforehand fits a request."""
    return os.urandom(_SALT)


def _hash(salt: bytes, run: bytes) -> bytes:
    return blake2b(run, digest_size=_DIGEST, salt=salt).digest()


class Traces:
    """The marks of texts as salted one-way hashes: whether their words stand somewhere, not which they are.

    By salt, each hash behind a byte that says how many words it is of. False when there are none.
    """

    def __init__(self, by_salt: dict[bytes, set[bytes]]) -> None:
        self.by_salt = by_salt
        self._by_length: dict[tuple[bytes, int], set[bytes]] = defaultdict(set)
        for salt, hashes in by_salt.items():
            for one in hashes:
                self._by_length[salt, one[0]].add(one[1:])

    def __bool__(self) -> bool:
        return bool(self._by_length)

    def __or__(self, other: Traces) -> Traces:
        both: dict[bytes, set[bytes]] = defaultdict(set)
        for salt, hashes in (*self.by_salt.items(), *other.by_salt.items()):
            both[salt] |= hashes
        return Traces(dict(both))

    @classmethod
    def unpacked(cls, salt: bytes, packed: bytes) -> Traces:
        """Return the hashes of one salt as they are stored."""
        size = 1 + _DIGEST
        return cls({salt: {packed[at : at + size] for at in range(0, len(packed), size)}} if packed else {})

    def packed(self) -> Iterator[tuple[bytes, bytes]]:
        """Yield each salt with its hashes, to be stored: in the order of their bytes, so that nothing tells which stood
        behind which."""
        for salt, hashes in self.by_salt.items():
            yield salt, b"".join(sorted(hashes))

    def _found(self, words: list[_Word]) -> Iterator[tuple[int, int]]:
        """Yield where a run begins and how many words it has."""
        encoded = [word.encode("utf-8", "replace") for word, _, _ in words]
        joined = b"\0".join(encoded)
        begins, at = [0], 0
        for word in encoded:
            at += len(word) + 1
            begins.append(at)
        for (salt, length), hashes in self._by_length.items():
            for at in range(len(words) - length + 1):
                run = joined[begins[at] : begins[at + length] - 1]
                if blake2b(run, digest_size=_DIGEST, salt=salt).digest() in hashes:
                    yield at, length

    def stands_in(self, text: str) -> bool:
        """Whether the words stand in a page or a text."""
        return bool(self._by_length) and next(self._found(_words(text)), None) is not None

    def blanked(self, text: str) -> str:
        """Return a page with the words blanked: a hyphen for each letter, what stands between them as it was."""
        words = _words(text)
        places = {words[at + n][1:] for at, length in self._found(words) for n in range(length)}
        pieces, last = [], 0
        for start, end in sorted(places):
            pieces += [text[last:start], "-" * (end - start)]
            last = end
        return "".join([*pieces, text[last:]])


def is_blank(text: str) -> bool:
    """Whether most words of a text were blanked: it was the forgotten one, whatever address it came from."""
    return "--" in text and len(_BLANK.findall(text)) > len(_WORD.findall(text))
