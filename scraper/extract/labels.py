"""What stands before a date and says what it is: the day of publication, of a change, of something else."""

# ruff: noqa: E501, SIM905  (word lists and patterns read best in one piece)

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Final, Literal

from scraper.extract.dates import Said, any_of, month_first
from scraper.polish import WEEKDAYS, bare

Label = Literal["published", "modified", "other", "date"]

REACH: Final = 90
"""Characters before a date in which its label can begin: "Opublikowano przez ... w dniu"."""

_PUBLISHED: Final = re.compile(
    r"(?:opublikowan[oaey]\w*|publikacj[aię]|data\s(?:publikacji|dodania|wpisu|utworzenia|wprowadzenia|zamieszczenia|artykulu|umieszczenia|wydania)|dodan[oaey]|zamieszczono|umieszczono|utworzon[oey]|wysl?an[oe]|wpisan[oye]|"
    r"veroffentlicht|erschienen|publicado|pubblicato|publicat|gepubliceerd|geplaatst|publicerad|publiceret|publisert|julkaistu|publie[e]?|mise?\sen\sligne|erstellt|wprowadzono|wytworzono|data\spublikowania|napisan[oey]|published(?:\s(?:on|at|date))?|posted(?:\s(?:on|at))?|publication\sdate|date\spublished|created(?:\son)?|zverejnen(?:[oeya]|i[ae]?)|publikov\w+|vydan[oie]|vlozen[oia]|datum\s(?:vlozeni|zverejneni|publikace|vydani)|pridan[eao]|uverejnen[eao]|date\sposted|issued)"
    r"\W{0,4}(?:(?:w\s)?dni[ua]|przez[\s\w.]{1,40}?|by[\s\w.]{1,30}?|on|le|am|el|il|em|op|den|w|o|,)?\W{0,4}$"
)
MADE: Final = re.compile(
    r"(?:utworz|wytworz|created|creation|vytvoren|erstellt|cree|creado|creato|створено)\w*[^\w]*(?:dnia\W*|w\sdniu\W*)?$"
)
"""The words for the making of a page, before its date."""
_PUBLISHED_BY: Final = re.compile(
    r"(?:opublikowal|dodal|wprowadzil|zamiescil|umiescil|wpisal|napisal|wyslal)a?(?:\(a\))?\W{0,3}[\w\s.()-]{2,45}?\W{0,4}(?:data\W{0,3}|dnia\s|w\sdniu\s)?$"
)
_BEFORE_DAY: Final = (
    r"(?:\W{1,3}(?:von|par|di|da|por|de|door|av|af|od|від|от|autor)\W[\w\s.’'-]{1,45}?)?"
    r"(?:\W{0,3}\b(?:am|le|el|il|em|en|in|a|op|den|dne|dna|d|pe|data|la|ze|dana|на|в))?\W{0,4}$"
)
"""Who published or changed it, and the little words that stand right before a day, in the languages of Europe."""
_PUBLISHED_ABROAD: Final = re.compile(
    r"(?<!\w)(?:"
    r"опубл[иі]кован[оаиы]|оприлюднено|розміщено|размещен[оа]|дата (?:публ[иі]кац[иі][иії]|розміщення|размещения|додавання|добавления|створення|создания)|додано|добавлен[оа]|створено|создан[оа]|публикуван[оа]|"
    r"paskelbt[aiou]s?|publikuot[aio]s?|(?:paskelbimo|publikavimo) data|įkelt[ao]s?|sukurt[ao]s?|publicēt[sai]|publicēsanas datums|ievietot[sai]|pievienot[sai]|izveidot[sai]|"
    r"avaldatud|avaldamise (?:kuupaev|aeg)|postitatud|lisatud|loodud|julkaistu|julkaisu(?:paiva(?:maara)?|aika)|luotu|lisatty|"
    r"kozzeteve|(?:kozzetetel|megjelenes|letrehozas)(?: datuma| ideje)?|megjelent|publikal(?:va|t)|letrehozva|feltoltve|bejegyezve|"
    r"publicat[aă]?|postat[aă]?(?: de)?|ad[aă]ugat[aă]?|creat[aă]?|data public[aă]rii|objavljen[oai]|datum objave|objava|kreiran[oa]|postavljen[oa]|ustvarjen[oa]|datum kreiranja|"
    r"publicad[oa]s?|postado|criad[oa]|data d[ae] publicacao|publicacao|creado|fecha de (?:publicacion|creacion)|publicacion|"
    r"pubblicat[oaie]|data (?:di )?pubblicazione|pubblicazione|inserit[oa]|creat[oa]|publiee?|date de (?:publication|parution)|publication|paru|postee?|creee?|ajoutee?|mise? en ligne|redigee?|"
    r"gepubliceerd|publicatiedatum|datum publicatie|geplaatst|gepost|aangemaakt|publicera[dt]|publicerings(?:datum|dag)|skapa[dt]|upplag[dt]|inlag[dt]|publiceret|offentliggjort|udgivet|udgivelsesdato|oprettet|lagt op|"
    r"publisert|publiseringsdato|lagt ut|opprettet|veroffentlicht|veroffentlichungsdatum|publiziert|geschrieben|verfasst|eingestellt|gepostet|erstelldatum|online seit|"
    r"vytvoren[oeya]|napisan[oeya]|datum vytvoreni|datum (?:vytvorenia|zverejnenia|publikovania|vlozenia|pridania)"
    r")" + _BEFORE_DAY
)
_MODIFIED_ABROAD: Final = re.compile(
    r"(?<!\w)(?:"
    r"змінен[оаиі]|оновлен[оаиі]|відредаговано|редаговано|останн[яєій]+ (?:зміна|редакція|оновлення|редагування)|дата (?:зміни|оновлення)|"
    r"изменен[оаы]?|обновлен[оаы]?|отредактирован[оа]|последн[еия]+ (?:изменени[ея]|обновлени[ея]|редакция|правка)|дата (?:изменения|обновления)|"
    r"atnaujint[aio]s?|pakeist[aio]s?|redaguot[aio]s?|koreguot[aio]s?|keist[ao]|(?:atnaujinimo|keitimo) data|paskutin\w+ (?:atnaujinimas|pakeitimas|keitimas)|"
    r"atjaunot[sai]|atjaunināt[sai]|labot[sai]|mainīt[sai]|rediģēt[sai]|pēdējās izmaiņas|uuendatud|muudetud|viimane (?:muudatus|uuendus)|paivitetty|muokattu|muutettu|paivitys|"
    r"frissitve|modositva|modosult|szerkesztve|(?:utolso )?(?:frissites|modositas|szerkesztes)(?: datuma| ideje)?|"
    r"actualizat[aă]?|modificat[aă]?|editat[aă]?|ultima (?:actualizare|modificare)|azurirano|izm[ij]+enjeno|promijenjeno|uredjeno|uređeno|(?:zadnja|posljednja|poslednja) (?:izmjena|izmena|promjena|sprememba|posodobitev)|posodobljeno|spremenjeno|urejeno|"
    r"(?:atualizad|modificad|alterad|editad|actualizad)[oa]s?|ultima (?:atualizacao|alteracao|modificacao|actualizacion|modificacion)|fecha de (?:actualizacion|modificacion)|(?:aggiornat|modificat)[oaie]|(?:ultim[oa] )?aggiornamento|ultima modifica|"
    r"mise? a jour|modifiee?|actualisee?|derniere (?:mise a jour|modification|revision)|bijgewerkt|gewijzigd|aangepast|laatste (?:wijziging|update)|uppdatera[dt]|andra[dt]|senaste (?:andring|uppdatering)|redigera[dt]|"
    r"opdateret|oppdatert|[aæ]ndret|endret|rettet|redigeret|redigert|(?:seneste|siste) (?:opdatering|oppdatering|[aæ]ndring|endring)|aktualisiert|geandert|bearbeitet|uberarbeitet|letzte (?:anderung|aktualisierung|bearbeitung)|"
    r"upraven[oeya]|editovan[oeya]|posledn[iay]+ (?:uprava|aktualizac(?:e|ia)|editace|zmena|modifikac(?:e|ia))|modifikovan[oeya]"
    r")" + _BEFORE_DAY
)
_PLAIN: Final = re.compile(r"(?:^|\W)(?:data|date|dnia|datum)\W{0,4}$")
_MODIFIED: Final = re.compile(
    r"(?:aktualizacj[aię]|zaktualizowan[oaey]|zmodyfikowan[oaey]|modyfikacj[aię]|zmienion[oaey]|zmienil[a(]*|ostatnia\szmiana|poprawion[oaey]|edytowan[oaey]|data\szmiany|edycja|"
    r"updated|modified|last\s(?:update|change|edit)|revised|aktualizov\w+|aktualizace|zmenen[oa]|posledn[ia]\szmena|reviewed|last\sedited|aktualisiert|mise?\sa\sjour|actualizado|atualizado|aggiornato|bijgewerkt|uppdaterad|opdateret|oppdatert|geandert)(?:\W|\w{0,3}\W|on|at|by|dnia|przez){0,6}$"
)
_BOTH: Final = re.compile(
    r"(?:vytvoren|utworzon|dodan|opublikowan|created|published)\w*\s?(?:/|\||,|\bi\b)\s?(?:zmenen|zmienion|zmodyfikowan|aktualiz|modified|updated)\w*\W{0,3}$"
)
_OTHER: Final = re.compile(
    r"(?:wydrukowan[oay]|wydruk|termin|start|kiedy|rozpoczecie|zakonczenie|data\s(?:wydarzenia|rozpoczecia|zakonczenia|konferencji|szkolenia|spotkania|imprezy)|dzis(?:iaj)?\sjest|dzisiaj|dzis|today(?:\sis)?|imieniny|copyright|©|\(c\)|"
    r"event\sdate|when|wazn[aey]\sdo|do\sdnia|deadline|od|do|\bbis|until|from|expires|wygasa|dostep|screenshot|screen|img|dsc|accessed|retrieved|termin\w*|data\surodzenia|printed|skladania|archive[d]?)(?:\W|dnia|dniu|w|na|z|o){0,5}$"
)
_STEMS: Final = [
    "publi",
    "data",
    "date",
    "datum",
    "dodan",
    "dodal",
    "mieszcz",
    "miesci",
    "utworz",
    "wprowadz",
    "wytworz",
    "napisa",
    "wpisa",
    "wysla",
    "posted",
    "created",
    "issued",
    "zverejn",
    "vydan",
    "vlozen",
    "pridan",
    "uverejn",
    "veroffentlicht",
    "erschienen",
    "erstellt",
    "geplaatst",
    "julkaistu",
    "mise",
    "aktualiz",
    "modyfik",
    "zmien",
    "zmian",
    "popraw",
    "edyt",
    "edycj",
    "updat",
    "modif",
    "change",
    "edit",
    "revis",
    "review",
    "actualiz",
    "atualiz",
    "aggiorn",
    "bijgewerkt",
    "uppdat",
    "opdat",
    "geandert",
]
_STEMS_ABROAD: Final = re.compile(
    r"(?<!\w)"
    + any_of(
        (
            "опубл оприл розм разм дата дод доб створ создан публ paskelb publ įkelt sukurt ievietot pievienot izveidot avalda postit lisat loodud "
            "julkais luotu kozzet megjelen letrehoz feltolt bejegyez post adaugat adăugat creat data objav datum kreiran ustvarjen criad creado fecha "
            "pubb inserit date paru cree ajoute mis redige gep geplaatst aangemaakt skapa upplag inlag offentlig udgiv oprett lagt opprett veroff "
            "geschrieben verfasst eingestellt erstell online vytvoren napisan змін онов від ред остан измен обнов отред послед atnauj pakeis redag "
            "koreg keist keitim paskutin atjaun labot mainīt rediģ pēdēj uuenda muud viimane paivit muokat muutett friss modos szerk utolso actual "
            "modif edit ultim azur izm promij ured uređ zadnja pos sprem urej atual alter aggiorn derniere bijgewerkt gewijzigd aangepast laatste "
            "uppdat andra senaste opdat oppdat andr ændr endr rettet seneste siste aktualis geandert bearb uberarb letzte uprav"
        ).split()
    )
)
"""How the labels of other languages begin."""
_WEEKDAY_TAIL: Final = re.compile(
    r"(?:poniedzial(?:ek|ku|kiem)|wtor(?:ek|ku|kiem)|srod[aey]|czwart(?:ek|ku|kiem)|piat(?:ek|ku|kiem)|sobot[aey]|niedziel[aei]|pon|wto|wt|sro|sr|czw|pia|pt|sob|niedz|nie|nd|monday|tuesday|wednesday|thursday|friday|saturday|sunday|mon|tue|wed|thu|fri|sat|sun)\.?\W{0,4}$"
)
_ENGLISH: Final = {name: day for day, name in enumerate(["mon", "tue", "wed", "thu", "fri", "sat", "sun"])}
_CLOCK: Final = (
    "imienin",
    "dzis jest",
    "dzisiaj jest",
    "dzisiaj:",
    "dzis:",
    "dzis ",
    "today is",
    "obchodza",
    "wschod slonca",
    "kalendarium",
    "kartka z kalendarza",
)


def label_of(before: str, *, sentence: bool = False) -> Label | None:
    """Return what the words before a date say it is; `before` is in plain small letters and ends where the date begins.

    "date" is the bare word ("Data: 2010-03-02"), which an event may have too. In a `sentence` the same words tell a
    story ("raport opublikowano 12 marca"): a label is there only what begins the line or ends in a colon.
    """
    before = without_weekday(before[-REACH:])
    if _BOTH.search(before):
        return "published"  # and the day of the change comes after it
    abroad = _STEMS_ABROAD.search(before) is not None
    if _MODIFIED.search(before) or (abroad and _MODIFIED_ABROAD.search(before)):
        return "modified"
    match = _PUBLISHED.search(before) or _PUBLISHED_BY.search(before)
    if match is not None or (abroad and (match := _PUBLISHED_ABROAD.search(before)) is not None):
        if not sentence or not _WORD.search(before, 0, match.start()) or match[0].rstrip().endswith(":"):
            return "published"
        return "other"
    if _OTHER.search(before.rstrip()):
        return "other"
    if (match := _PLAIN.search(before)) is None:
        return None
    # "Uchwałą zarządu z dnia 3 lutego 2023 r. przyjęto" dates the resolution, not the article.
    return "other" if sentence and _WORD.search(before, 0, match.start()) else "date"


_WORD: Final = re.compile(r"\w")
_HOURS_ON: Final = re.compile(r"\s?[-–—]\s?(?:[01]?\d|2[0-3])[:.][0-5]\d(?!\d)|\s?do\s(?:[01]?\d|2[0-3])[:.][0-5]\d")
_EVENT_FIELD: Final = re.compile(
    r"^\W*(?:(?:miejsce|gdzie|lokalizacja|adres|czas\strwania|rejestracja|prowadzac[yae]|prelegen\w+|where|venue|location|misto)\b(?:\W|$)"
    r"|(?:(?:godzin[ay]|godz\.|hours?|time)\W{0,3})?(?:[01]?\d|2[0-3])[:.][0-5]\d\s?[-–—]\s?(?:[01]?\d|2[0-3])[:.][0-5]\d)"
)


def has_hours(plain: str, end: int) -> bool:
    """Whether the hour of a date that ends at `end` opens a range, "8:00-16:00", as those of events do."""
    return _HOURS_ON.match(plain, end) is not None


def opens_event(following: Iterable[str]) -> bool:
    """Whether the lines after a "Data:" are further fields of an event: its place, its hours from - to. One hour alone
    is that of a publication too."""
    return any(_EVENT_FIELD.match(bare(line)) for text in following for line in text[:400].split("\n")[:3])


def may_label(plain: str) -> bool:
    """Whether a line has any word of a label: the cheap question before the dear one."""
    return any(stem in plain for stem in _STEMS) or _STEMS_ABROAD.search(plain) is not None


def is_clock(plain: str) -> bool:
    """Whether a line is that of a clock or a calendar of the page's header."""
    return any(words in plain for words in _CLOCK)


def without_weekday(before: str) -> str:
    """Return the words before a date without the weekday at their end."""
    return _WEEKDAY_TAIL.sub("", before)


def has_weekday(before: str) -> bool:
    """Whether a weekday stands right before a date."""
    return _WEEKDAY_TAIL.search(before) is not None


def by_weekday(said: Said, before: str) -> Said:
    """Return a date in figures that leave open which is the month, as the weekday before it decides."""
    if not said.either or said.year is None or said.day is None or (match := _WEEKDAY_TAIL.search(before)) is None:
        return said
    name = re.sub(r"\W", "", bare(match[0]))
    day = _ENGLISH.get(
        name[:3], next((d for form, d in WEEKDAYS.items() if form[:3] == name[:3] or form == name), None)
    )
    other = month_first(said)
    if day is None or date(said.year, said.month, said.day).weekday() == day or other.day is None or not other.possible:
        return said
    return other if date(said.year, other.month, other.day).weekday() == day else said
