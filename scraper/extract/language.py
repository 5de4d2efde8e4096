"""The language of a text: Polish, English, Czech, Slovak or another, by small words and letters."""

# ruff: noqa: E501, SIM905  (word lists and patterns read best in one piece)

from __future__ import annotations

from typing import Final

_WORDS: Final = {
    "pl": "i w z na do się nie że oraz jest przez dla od jak po za są które który ale także roku tym został był lub o".split(),
    "en": "the of and to in is for that on with as are was by this from at be have it has will an".split(),
    "cs": "a v na je se že jsou který které byl pro jako od ale také s do pod při jsme bude".split(),
    "sk": "a v na je sa že sú ktorý ktoré bol pre ako od ale aj s do pod pri sme bude".split(),
    "de": "der die und das ist nicht mit den von ein eine für auf dem im zu".split(),
    "fr": "le la les des et est une dans que pour qui sur pas du au".split(),
}
_SETS: Final = {name: frozenset(words) for name, words in _WORDS.items()}
_ANY: Final = frozenset().union(*_SETS.values())
_LETTERS: Final = {"pl": "ąęłśżźćń", "cs": "ěřů", "sk": "ľĺŕôä"}


def language_of(text: str, stated: str | None = None) -> str | None:
    """Return "pl", "en", "cs", "sk" or "other"; None when there is too little to tell and nothing is stated.

    `stated` is the page's own word (html lang); the text outvotes it.
    """
    sample = text[:900].lower()
    words = sample.split()
    if len(words) >= 8:
        small = [word for word in words if word in _ANY]
        points = {name: float(sum(map(known.__contains__, small))) for name, known in _SETS.items()}
        for name, letters in _LETTERS.items():
            points[name] += 0.5 * sum(map(sample.count, letters))
        best = max(points, key=lambda name: points[name])
        if points[best] >= max(2.0, 0.04 * len(words)):
            return best if best in ("pl", "en", "cs", "sk") else "other"
    code = (stated or "")[:2].lower()
    if code in ("pl", "en", "cs", "sk"):
        return code
    return "other" if code or len(words) >= 40 else None
