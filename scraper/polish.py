"""What is Polish about Polish: folding of letters and the names of months and weekdays in all their forms."""

# ruff: noqa: E501  (word lists and patterns read best in one piece)

from __future__ import annotations

import re
from typing import Final

_FROM: Final = "ąćęłńóśźżĄĆĘŁŃÓŚŹŻáäčďéěíĺľňôöŕřšťúůüýžÁÄČĎÉĚÍĹĽŇÔÖŔŘŠŤÚŮÜÝŽèêëàâçîïûùñãõÈÊÀÇ"
_TO: Final = "acelnoszzACELNOSZZaacdeeillnoorrstuuuyzAACDEEILLNOORRSTUUUYZeeeaaciiuunaoEEAC"
_FOLD: Final = str.maketrans(_FROM, _TO)

_POLISH_LETTERS: Final = tuple(zip("ąćęłńóśźżĄĆĘŁŃÓŚŹŻ", "acelnoszzACELNOSZZ", strict=True))
_FOREIGN: Final = re.compile(f"[{_FROM}]")

POLISH_LETTERS: Final = frozenset("ąćęłńóśźżĄĆĘŁŃÓŚŹŻ")


def fold(text: str) -> str:
    """Return `text` with Polish, Czech and Slovak letters as plain ones (ł becomes l), one for one.

    The length and the case stay, so a position in the folded text is a position in the text.
    """
    if text.isascii():
        return text
    # Polish letters one by one are several times faster than a table of all; the table is for the others
    for letter, bare in _POLISH_LETTERS:
        text = text.replace(letter, bare)
    return text if text.isascii() or _FOREIGN.search(text) is None else text.translate(_FOLD)


_SMALL: Final = tuple(zip("ąćęłńóśźż", "acelnoszz", strict=True))


def plain(text: str) -> str:
    """Return Polish text folded and in lower case, letter for letter, so that places stay places.

    Many times faster than `fold` on long texts; letters of other languages stay as they are.
    """
    low = text.lower()
    if len(low) != len(text):
        return fold(text)
    if not low.isascii():
        for letter, bare in _SMALL:
            low = low.replace(letter, bare)
    return low


def bare(text: str) -> str:
    """Return `text` in lower case with plain letters for those of Polish, Czech, Slovak: places stay places."""
    low = plain(text)
    return low if low.isascii() or _FOREIGN.search(low) is None else low.translate(_FOLD)


def folded(text: str) -> str:
    """Return `text` folded and in lower case, with white space runs as one space: for comparing."""
    return " ".join(bare(text).lower().split())


_POLISH: Final = {
    1: "styczen stycznia styczniu styczniem styczniowy sty stycz",
    2: "luty lutego lutym lutemu lut",
    3: "marzec marca marcu marcem mar",
    4: "kwiecien kwietnia kwietniu kwietniem kwi kwie kwiec",
    5: "maj maja maju majem",
    6: "czerwiec czerwca czerwcu czerwcem cze czer czerw",
    7: "lipiec lipca lipcu lipcem lip",
    8: "sierpien sierpnia sierpniu sierpniem sie sierp",
    9: "wrzesien wrzesnia wrzesniu wrzesniem wrz wrzes",
    10: "pazdziernik pazdziernika pazdzierniku pazdziernikiem paz pazdz",
    11: "listopad listopada listopadzie listopadem lis list",
    12: "grudzien grudnia grudniu grudniem gru grud",
}
_ENGLISH: Final = {
    1: "january jan",
    2: "february feb",
    3: "march mar",
    4: "april apr",
    5: "may",
    6: "june jun",
    7: "july jul",
    8: "august aug",
    9: "september sep sept",
    10: "october oct",
    11: "november nov",
    12: "december dec",
}
_CZECH_SLOVAK: Final = {
    1: "ledna leden lednu januara januar januari",
    2: "unora unor februara februar",
    3: "brezna brezen breznu marec",
    4: "dubna duben dubnu aprila",
    5: "kvetna kveten kvetnu",
    6: "cervna cerven cervnu juna",
    7: "cervence cervenec cervenci jula",
    8: "srpna srpen srpnu augusta",
    9: "zari septembra",
    10: "rijna rijen rijnu oktobra oktober",
    11: "listopadu novembra",
    12: "prosince prosinec prosinci decembra",
}
MONTHS: Final[dict[str, int]] = {
    form: number
    for table in (
        _ENGLISH,
        _CZECH_SLOVAK,
        _POLISH,
    )  # Polish last: it wins where two languages meet ("listopadu" does not)
    for number, forms in table.items()
    for form in forms.split()
}
"""Number of the month by its folded, lower-case form: Polish in every case, short forms, and the names of other languages of Europe."""

ABBREVIATIONS: Final = frozenset(
    [
        "sty",
        "stycz",
        "lut",
        "mar",
        "kwi",
        "kwie",
        "kwiec",
        "cze",
        "czer",
        "czerw",
        "lip",
        "sie",
        "sierp",
        "wrz",
        "wrzes",
        "paz",
        "pazdz",
        "lis",
        "list",
        "gru",
        "grud",
        "jan",
        "feb",
        "apr",
        "jun",
        "jul",
        "aug",
        "sep",
        "sept",
        "oct",
        "nov",
        "dec",
    ]
)
"""Short forms: some are words of the language ("sie", "list", "lis"), so they count only between a day and a year."""

ROMAN: Final = {
    "i": 1,
    "ii": 2,
    "iii": 3,
    "iv": 4,
    "v": 5,
    "vi": 6,
    "vii": 7,
    "viii": 8,
    "ix": 9,
    "x": 10,
    "xi": 11,
    "xii": 12,
}

_ADJECTIVES: Final = (
    "styczniow lutow marcow kwietniow majow czerwcow lipcow sierpniow wrzesniow pazdziernikow listopadow grudniow"
)
ADJECTIVES: Final = {stem: number for number, stem in enumerate(_ADJECTIVES.split(), 1)}
"""Stems of the adjectives of months ("na sierpniowym spotkaniu")."""
ADJECTIVE_ENDINGS: Final = ("ym", "ej", "ego", "emu", "a", "e", "y", "ych", "ymi")

WEEKDAYS: Final[dict[str, int]] = {
    form: number
    for number, forms in enumerate(
        (
            "poniedzialek poniedzialku poniedzialkiem pon",
            "wtorek wtorku wtorkiem wt",
            "sroda srode srody sr",
            "czwartek czwartku czwartkiem czw",
            "piatek piatku piatkiem pt",
            "sobota sobote soboty sob",
            "niedziela niedziele niedzieli niedz nd",
        )
    )
    for form in forms.split()
}
"""Number of the weekday, Monday is 0, by its folded, lower-case form."""
