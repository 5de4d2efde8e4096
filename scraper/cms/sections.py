"""What the parts of a site are called: the words that tell its news from its calendar, its members and its shop.

Polish, Czech, Slovak, English and German, folded. Read off the menus of association sites; a word that names news on
one site and something else on the next ("wydarzenia") stands in neither list.
"""

# ruff: noqa: E501  (word lists read best in one piece)

from __future__ import annotations

import re
from typing import Final
from urllib.parse import parse_qsl, unquote, urlsplit

from scraper.polish import folded


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_NEWS_WORDS: Final = _words(
    "aktualnosci aktualnosc aktualne wiadomosci wiadomosc newsy news newsroom blog blogi posts komunikaty "
    "komunikat nowosci artykuly artykul article articles stories updates aktuality aktualita novinky novinka "
    "zpravy zprava spravy sprava clanky clanek clanok aktuelles neuigkeiten nachrichten meldungen beitraege "
    "presse pressemitteilungen informacje-prasowe tiskove-zpravy tlacove-spravy press-releases z-zycia-klastra "
    "z-zycia co-nowego wpisy wpis ogloszenia latest-news dla-prasy biuro-prasowe zapisnik denik kronika "
    "doniesienia donosy depesze biuletyn gazetka co-slychac co-u-nas press"
)
_OTHER: Final = {
    "a calendar": "kalendarz kalendarium calendar events event terminy akce podujatia kalendar veranstaltungen veranstaltung termine "
    "agenda terminarz harmonogram kalendarz-wydarzen kalendarz-imprez wydarzenie upcoming-events",
    "a directory": "czlonkowie czlonek czlonkowie-klastra partnerzy partner firmy firma members member membership partners clenove clen clenovia "
    "mitglieder mitglied katalog katalog-firm baza-firm companies company team zespol staff directory nasi-czlonkowie "
    "uczestnicy podmioty nasi-partnerzy our-members clenska-zakladna organizacje",
    "a static page": "pages stranky podstrony o-nas onas o-klastrze kontakt kontakty contact contact-us statut regulamin regulaminy polityka-prywatnosci privacy privacy-policy "
    "cookies polityka-cookies rodo deklaracja-dostepnosci impressum datenschutz about about-us dokumenty do-pobrania pliki-do-pobrania download "
    "downloads faq misja zarzad wladze skladki historia dolacz dolacz-do-nas oferta uslugi services o-klastru o-projekcie stanovy kdo-jsme o-nas-1 "
    "ueber-uns nutzungsbedingungen terms regulamin-serwisu deklaracja klauzula struktura standardy cennik jak-dolaczyc strategia rada organy "
    "stopka wydawca sprawozdania newsletter ochrana-osobnich-udaju ochrana-osobnych-udajov gdpr o-nas-2 accessibility",
    "a gallery": "galeria galerie galeria-zdjec gallery galleries foto fotogaleria fotogalerie photos zdjecia multimedia wideo video videa album albumy filmy",
    "a shop": "sklep shop produkt produkty product products cart koszyk checkout obchod eshop e-shop kosik zamowienie",
    "an account": "login logowanie zaloguj zaloguj-sie rejestracja register signup konto account wp-login wp-admin user uzytkownik admin "
    "administrator panel logout prihlaseni prihlasenie registrace moje-konto my-account anmelden haslo password strefa-czlonka lost-password",
    "a search": "szukaj search wyszukiwarka wyszukiwanie wyszukaj hledat hladat suche find szukanie",
    "a list by tag": "tag tagi tags stitek stitky znacka znacky keyword keywords slowa-kluczowe temat tematy topic topics etykieta",
    "a list by author": "autor autorzy author authors redaktor autori profile",
    "a map of the site": "mapa-strony sitemap mapa-serwisu mapa-stranek site-map",
    "a feed": "feed rss atom rss2 feeds kanal-rss",
    "a comment": "comment comments komentarz komentarze reply trackback",
    "a file for machines": "wp-json xmlrpc wp-content wp-includes wp-cron api oembed graphql assets static css js",
}
_EVENTS: Final = _words(
    "wydarzenia imprezy impreza szkolenia szkolenie konferencje konferencja spotkania spotkanie warsztaty warsztat udalosti "
    "udalost nadchodzace-wydarzenia webinaria webinar targi-i-misje"
)
"""Words that name news on one site and a calendar on the next."""
_LISTS: Final = _words(
    "archive archives archiwum archiv category categories kategoria kategorie kategori rubryki rubriky rubrika index tags "
    "tagi tag authors autorzy autori stitky znacky slowa-kluczowe strona-glowna aktualnosci news blog wiadomosci novinky "
    "aktuality spravy zpravy"
)
"""Words that name a list when they are all that the last step of an address says."""
_OTHER_WORDS: Final = {word: kind for kind, words in _OTHER.items() for word in words.split()}
_NEWS_PHRASE: Final = re.compile(
    r"(?:^|\b)(?:aktualn\w*|wiadomosc\w*|news\w*|newsy|blog\w*|komunikat\w*|nowosc\w*|artykul\w*|article\w*|aktualit\w*|novink\w*|zpravy|"
    r"spravy|clanky|aktuelles|nachrichten|neuigkeiten|meldungen|latest posts|najnowsze wpisy|ostatnie wpisy|wpisy|z zycia|co nowego|co (?:u nas )?slychac|press releases?|"
    r"informacje prasowe|ogloszenia)\b"
)
_ARCHIVE_TEXT: Final = re.compile(
    r"(?:(?:archiwum|archive[s]?|archiv|rok|year)\s*)?(?:19|20)\d\d(?:\s*\(?\d*\)?)?(?:\s*r\.?)?|archiwum( aktualnosci| wiadomosci| wpisow| newsow)?|archive[s]?|archiv( aktualit| clanku)?|starsze|"
    r"(?:stycz\w+|luty|lut\w+|marzec|kwiecien|maj|czerwiec|lipiec|sierpien|wrzesien|pazdziernik|listopad|grudzien|january|february|march|april|may|june|july|"
    r"august|september|october|november|december|leden|unor|brezen|duben|kveten|cerven|cervenec|srpen|zari|rijen|listopad|prosinec)\s+(?:19|20)\d\d(?:\s*\(?\d*\)?)?"
)


def other_kind(url: str) -> str | None:
    """Return what an address says that its page is, where that is no news: "a gallery", "a shop"; else None.

    The words of whole steps of the path count, and the value of a query that routes (`?page=kontakt`); the last step
    only where it is no more than such a word: a headline may begin with any of them.
    """
    steps, routed = _steps(url)
    return next((kind for step in (*steps, *routed) if (kind := _other(step))), None)


def is_list_word(url: str) -> bool:
    """Whether the last step of an address is no more than the name of a list."""
    steps, routed = _steps(url)
    return bool(steps) and not routed and "?" not in url and steps[-1] in _LISTS


def is_events_address(url: str) -> bool:
    """Whether a step of an address names events."""
    steps, routed = _steps(url)
    return any(step in _EVENTS for step in (*steps, *routed))


def is_news_list(url: str) -> bool:
    """Whether the last step of an address is a word for news: a list, not one of its articles."""
    steps, routed = _steps(url)
    return bool(steps or routed) and [*steps, *routed][-1] in _NEWS_WORDS


def year_of(text: str) -> int | None:
    """Return the year that a few words name."""
    found = re.search(r"(?:19|20)\d\d", text)
    return int(found[0]) if found else None


def is_news_address(url: str) -> bool:
    """Whether a step of an address is a word for news."""
    steps, routed = _steps(url)
    return any(step in _NEWS_WORDS for step in (*steps, *routed))


def is_news_text(text: str) -> bool:
    """Whether a few words (of a menu, a heading) name news."""
    return len(text) < 60 and _NEWS_PHRASE.search(folded(text)) is not None


def other_text(text: str) -> str | None:
    """Return what a few words of a menu or a heading name, where that is no news; else None."""
    name = "-".join(re.findall(r"\w+", folded(text)))
    return _other(name)


def _other(name: str) -> str | None:
    """Return what a name says: the word itself, or the first of two ("kalendář akcí", "galeria zdjęć")."""
    kind = _OTHER_WORDS.get(name)
    if kind is None and name.count("-") == 1:
        kind = _OTHER_WORDS.get(name.partition("-")[0])
        return kind if kind in ("a calendar", "a gallery", "a directory", "a shop") else None
    return kind


def is_archive_text(text: str) -> bool:
    """Whether a link's words are those of a year's or a month's archive: "2014", "Maj 2014 (3)", "Archiwum"."""
    return len(text) < 40 and _ARCHIVE_TEXT.fullmatch(folded(text)) is not None


def _steps(url: str) -> tuple[list[str], list[str]]:
    try:
        parts = urlsplit(url)
    except ValueError:
        return [], []
    steps = [_word(step) for step in unquote(parts.path).split("/") if step]
    # a wiki's "id=aktualnosci:2024:start" is a path too
    routed = [
        _word(step) for _, value in parse_qsl(parts.query) for step in re.split("[:/]", value) if not step.isdigit()
    ]
    names = [
        _word(name) for name, _ in parse_qsl(parts.query, keep_blank_values=True) if name in ("s", "tag", "author")
    ]
    return steps, routed + [{"s": "search"}.get(name, name) for name in names]


def _word(step: str) -> str:
    step = re.sub(r"\.(?:html?|php\d?|aspx?|jsp)$", "", folded(step))
    # "kontakt,12", "12-kontakt", "kontakt_3": the number is the system's
    step = re.sub(r"^\d+[,_-]|[,_-]\d+(?:,[a-z]{2})?$|,[a-z]{2}$", "", step)
    return re.sub(r"[\s_+]+", "-", step)
