"""The links from one page of a list to the others: by their words, by their number, and what their addresses share."""

# ruff: noqa: E501  (word lists read best in one piece)

from __future__ import annotations

import re
from typing import Final
from urllib.parse import parse_qsl, unquote, urlsplit

from scrapy.http import TextResponse

from scraper.cms.section_words import reduced

PAGE_WORDS: Final = "page|strona|stranka|strana|stran|seite|pagina|paged|puslapis|lapa|sivu|sida|side|oldal|lehekulg|sayfa|сторінка|страница"
"""What a page of a list is called in addresses and links, in the languages of Europe; folded."""
_OLDER: Final = (
    r"starsze( wpisy| aktualnosci| wiadomosci| newsy| artykuly| posty)?|older( posts| entries| news| articles)?|next|"
    r"nastepn[aey]|poprzednie (?:wpisy|aktualnosci|posty|wiadomosci)|dalsi|starsi( clanky| prispevky| zpravy)?|nasledujici|"
    r"nasledujuca|starsie( clanky| prispevky)?|nachste|altere( beitrage)?|zobrazit dalsi|nacist dalsi|"
    r"(?:pokaz|zaladuj|wczytaj|wyswietl|load|show) (?:wiecej|more|kolejne|starsze)( \w+){0,2}|"
    r"wiecej (?:aktualnosci|wiadomosci|newsow|wpisow)|more (?:posts|news|articles)|mehr laden|"
    r"weitere (?:beitrage|meldungen|artikel|nachrichten)(?: laden| anzeigen)?|suivant(?:e|es)?|(?:articles )?(?:plus anciens|precedents)|charger plus(?: d\W\w+)?|(?:voir|afficher) plus d\W\w+|"
    r"siguientes?|(?:entradas |noticias )?(?:antiguas|anteriores)|cargar mas|successiv[oaie]|(?:articoli )?(?:precedenti|piu vecchi)|carica altri|proxim[oa]s?|"
    r"volgende|oudere(?: berichten)?|nasta|aldre(?: inlagg)?|naeste|seuraava|vanhemmat|kovetkezo|regebbi(?: bejegyzesek)?|urmatoare(?:a)?|mai vechi|kitas|senesn\w+(?: \w+)?|"
    r"nakam[ai]\w*(?: \w+)?|vecak\w*(?: \w+)?|jargmi\w+(?: \w+)?|vanema\w*(?: \w+)?|sljedec[aei](?: \w+)?|starij[ei](?: \w+)?|naslednj[aei](?: \w+)?|starejs[ei](?: \w+)?|наступна|старіші(?: \w+)?|следующая"
)
_NEWER: Final = (
    r"newer( posts| entries)?|nowsze( \w+)?|novejsi( \w+)?|previous|poprzedni[ae]|prev|last|first|ostatnia|pierwsza|predchozi|predchadzajuca|vorherige|neuere(?: beitrage)?|precedent(?:e|es)?|plus recents|anterior|vorige|nieuwere|foregaende|forrige|edellinen|elozo|anterioara|"
    r"ankstesn\w+(?: \w+)?|naujesn\w+(?: \w+)?|iepriekse\w+(?: \w+)?|jaunak\w*(?: \w+)?|eelmi\w+(?: \w+)?|uuema\w*(?: \w+)?|prethodn[aei](?: \w+)?|novij[ei](?: \w+)?|prejsnj[aei](?: \w+)?|novejs[ei](?: \w+)?|попередня|предыдущая"
)
_A_PAGE: Final = rf"(?: strony| {PAGE_WORDS.replace('|', '| ')})?"
_OLDER_PAGE: Final = re.compile(
    rf"(?:przejdz do |go to )?(?:(?:{_OLDER}){_A_PAGE}|dalej|(?:starsze|nastepn[aey]|older|next)( \w+){{0,2}})"
)
_OLDER_SIGNS: Final = frozenset({"»", "›", ">", ">>", "→"})
OTHER_PAGE: Final = re.compile(
    rf"(?:przejdz do |go to |(?:{PAGE_WORDS}) )?(?:{_OLDER}|{_NEWER}){_A_PAGE}|(?:strony|str|{PAGE_WORDS}) ?\d{{1,4}}|[«»‹›←→<>]{{1,2}}"
)
"""The words of links to the other pages of a list, in either direction: a list may count down."""

ON: Final = re.compile(
    r"[\[(]?\d{1,3}[\])]?|(?:dalej|wiecej|more|weiter|dalsi|voir plus|ver mas|toliau|далі|далее|vai tovabb|tovabb|lees meer|las mer)[<>«»←→‹›\s.…]*"
)
"""Words that lead on: to another page of the list, if its address says so, else into an article."""

_PAGE_STEP: Final = re.compile(
    rf"[/,;_-]+(?:{PAGE_WORDS}|str|s|p|pg|offset|start|od|lista)?[/,;=:_-]*\d{{1,5}}(?=[/,.;]|$)", re.I
)


_VIEW: Final = re.compile(
    r"(?:page|per|items|posts|list)?[_-]?(?:size|limit|per[_-]?page|perpage|ppp|rows|shows?|na[_-]?stron\w*|ile|pocet|anzahl|pro[_-]?seite)|items|length|"
    r"(?:sort|order)(?:[_-]?(?:by|dir|order|field|key|type|direction))?|sortuj|sortowanie|porzadek|dir|direction|kierunek|razeni|trideni|sortierung|view|widok|layout|display|mode",
    re.I,
)
"""Names of a query that show the same list otherwise: more of it at once, in another order, as tiles."""


def bare_words(text: str) -> str:
    """Return the words of a link folded, without the arrows and brackets about them; those alone where there is no more."""
    low = reduced(text)
    return re.sub(r"^[\s<>«»←→‹›\[\]().…|]+|[\s<>«»←→‹›\[\]().…|]+$", "", low) or low


def is_pager_of(target: str, url: str, text: str) -> bool:
    """Whether a link leads to another page of the list that the page is of: by its number, or by its words; whatever it
    says, where it is the page's own address with the number of the next page, called a page."""
    if OTHER_PAGE.fullmatch(text) is not None:
        return True
    next_page = number_of(target) == (number_of(url) or 1) + 1
    return (next_page or ON.fullmatch(text) is not None) and list_family(target) == list_family(url)


def number_of(url: str) -> int | None:
    """Return the number of the page that an address says, None where it says none."""
    found = _NUMBERED.search(reduced(unquote(urlsplit(url).query))) or _NUMBERED.search(
        reduced(unquote(urlsplit(url).path))
    )
    return int(found[1]) if found else None


_NUMBERED: Final = re.compile(
    rf"(?:^|[/,;_&-])(?:{PAGE_WORDS}|str|page[_-]?(?:no|num|number))[/,;=:_-]*(\d{{1,4}})(?=[/,.;&]|$)"
)


def is_other_view(target: str, url: str) -> bool:
    """Whether an address is a page's own, but that it shows the list of the page in another order or size."""
    there, here = urlsplit(target), urlsplit(url)
    if (there.hostname, there.path.rstrip("/")) != (here.hostname, here.path.rstrip("/")):
        return False
    pairs, own = (set(parse_qsl(parts.query, keep_blank_values=True)) for parts in (there, here))
    new = {name for name, _ in pairs - own}
    # Such a link leads back to the first page, so the number of this one may be missing in it.
    left = {name for name, value in own - pairs if name not in new and re.fullmatch(r"\d{0,6}", value) is None}
    return bool(new) and all(map(_VIEW.fullmatch, new | left))


def list_family(url: str) -> str:
    """Return what the pages of one list have in common: the address without the number of the page."""
    parts = urlsplit(url)
    path = re.sub(r"/(?:index|default)\.(?:html?|php|aspx?)$", "/", parts.path)
    if re.fullmatch(r"/\d+", path) is None:  # "/5" is no page of the front page: each page of the site is a number
        path = _PAGE_STEP.sub("", path)
    path = re.sub(r"\.(?:html?|php|aspx?)$", "", path).rstrip("/")
    query = sorted(
        piece
        for piece in re.split("[&;]", parts.query)
        # a number, and what a system signs an address with
        if piece and not re.fullmatch(r"[^=]+=\d{0,6}|[^=]*page[^=]*=.*|[^=]*=[0-9a-f]{16,}", piece, re.I)
    )
    ids = sorted(
        p
        for p in re.split("[&;]", parts.query)
        if re.fullmatch(r"(?:id|cid|catid|cat|kat|kategoria|dzial|itemid|page_id|year|rok)=\d+", p, re.I)
    )
    return f"{(parts.hostname or '').removeprefix('www.')}{path}?{'&'.join(sorted({*query, *ids}))}"


def older_link(response: TextResponse) -> str | None:
    """Return the address of the next older listing page, by the marks that such links share.

    In this order: ``rel=next`` (HTML), the words on or about the link (its text, title or aria-label;
    "czytaj dalej" is none of them, it leads to an article), then a bare arrow.
    """
    arrow = None
    for link in response.css("link[rel~=next], a[rel~=next], a[href]"):
        href = link.attrib.get("href", "").strip()
        if not href or href.startswith(("#", "javascript:", "mailto:")):
            continue
        if "next" in link.attrib.get("rel", "").split():
            return response.urljoin(href)
        texts = (link.xpath("string()").get(""), link.attrib.get("title", ""), link.attrib.get("aria-label", ""))
        for text in map(bare_words, texts):
            if _OLDER_PAGE.fullmatch(text):
                return response.urljoin(href)
            if text in _OLDER_SIGNS and arrow is None:
                arrow = response.urljoin(href)
    return arrow
