"""What is not the article: names that layouts give to their parts, and the words of menus, prints and shares.

The vocabulary is that of the systems in use (WordPress, Joomla, Drupal, agencies' own) and of the pages
of Polish associations, in Polish and English. No site is named here.
"""

# ruff: noqa: E501, SIM905  (word lists and patterns read best in one piece)

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from scraper.polish import bare, fold

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_BREAK = re.compile(r"[-_:]+")

_SKIP: Final = frozenset(
    (
        "nav navbar navigation navi navigacja nawigacja menu menus submenu mainmenu topmenu breadcrumb breadcrumbs okruszki "
        "footer stopka colophon sidebar sidebars sidemenu share sharing shares sharer sharebar sharedaddy shareaholic "
        "social socials socialmedia addtoany addthis sharethis heateor related relatedposts podobne powiazane polecane "
        "recommended recommendations comment comments commentlist komentarz komentarze respond disqus cookie cookies rodo "
        "gdpr consent newsletter login logowanie signin signup paging pagination paginate pager pagenav paginacja stronicowanie "
        "drukuj tagcloud tagi taglist tags toolbar popup modal lightbox skiplink skip banner banners advert adverts ads "
        "advertisement adsbygoogle reklama reklamy promo search searchform szukaj wyszukiwarka authorbox offcanvas preloader subscribe "
        "subscription rating ratings toc yarpp poll sonda ankieta imieniny weather pogoda prevnext nextprev outbrain "
        "taboola dialog tooltip wcag accessibility dostepnosc language languages langs jezyki "
        "relatedarticles morearticles readmore alsoread recirc recirculation mostread"
    ).split()
)
_OF_ARTICLE: Final = frozenset("article post entry news item single node".split())
_STRICT: Final = frozenset(
    "comment comments commentlist komentarz komentarze respond disqus footer stopka colophon cookie cookies rodo gdpr consent "
    "newsletter related relatedposts podobne powiazane taboola outbrain recommended recommendations authorbox".split()
)
_STATES: Final = frozenset(
    "enable enabled disable disabled label labels off on hide show visible sticky active open closed has no with without is not single js category tag format type status align".split()
)
_HOLDERS: Final = frozenset("content article main body page".split())
_SKIP_TOKENS: Final = frozenset(
    (
        "hidden screen-reader-text sr-only visually-hidden visuallyhidden author-box about-author post-author-box author-bio "
        "author-info post-tags entry-tags tag-links post-nav post-navigation wp-block-post-terms "
        "read-more more-link latest-posts recent-posts popular-posts ostatnie-wpisy najnowsze last-news jp-relatedposts "
        "see-also zobacz-takze czytaj-takze wp-block-latest-posts pdfprnt-buttons post-views fb-like "
        "itemcomments itemrelated itemsocialsharing itemnavigation itemratingblock itemauthorblock itemtoolbar itemtagsblock "
        "print-link back-link powrot drukuj wpml-ls post-share entry-share article-share "
        "infobox-newsletter elementor-widget-nav-menu elementor-share-buttons site-header site-footer "
        "page-header-menu top-bar topbar cookie-notice addthis-toolbox wp-block-comments post-comments node-links "
        "links-inline feed-icon field-name-field-tags teasers elementor-post-navigation w-nav w-footer "
        "article-navigation next-posts previous-posts posts-navigation article-related more-news other-news inne-aktualnosci "
        "side foot bok dol et-pb-sidebar item-tags rich-snippet-hidden abh-box saboxplugin-wrap ts-fab-wrapper m-a-box post-author-bio author-profile"
    ).split()
)
_META: Final = frozenset(
    (
        "meta entry-meta post-meta article-meta entry-info post-info article-info posted-on post-date entry-date date "
        "data-publikacji data data-dodania published publish-date pubdate timestamp byline author autor post-author entry-author "
        "postmeta postmetadata post-details submitted cat-links entry-categories post-categories category-name item-author "
        "article-date news-date data-wpisu newsdate postdate dateline time post-time entry-time created create createdby modified "
        "itemdatecreated itemauthor itemhits hits views author-name td-module-meta-info et-pb-title-meta-container blog-info "
        "article-info-term publication-date date-display-single field-name-post-date article-author news-meta single-meta "
        "elementor-post-info elementor-widget-post-info article-header-meta kategoria category-link post-category article-tools article-aside "
        "createdate modifydate createddate modifieddate articleinfo documentbyline"
    ).split()
)
_BODY: Final = frozenset(
    (
        "articlebody article-body entry-content post-content article-content post-body entry-body article-text article-txt "
        "post-text entry-text news-content news-body news-text news-tresc newscontent newstext tresc tresc-artykulu tresc-aktualnosci tresc-newsa "
        "itemfulltext itembody com-content-article-body field-name-body field-name-field-body field-body field-content "
        "td-post-content elementor-widget-theme-post-content et-pb-post-content story-body story-content storycontent single-content "
        "single-post-content blog-content blog-post-content postcontent article-main article-full-text full-text fulltext "
        "the-content post-entry articlecontent article-inner-content text-content content-text wp-block-post-content "
        "post-content-inner content-body main-text article-desc opis-aktualnosci tekst tresc-strony e-content "
        "article-details news-details news-detail aktualnosc-tresc content-article article-wrapper-text body-text rich-text rte wysiwyg "
        "description-full journal-content-article node-body article-page-content text-news w-richtext post-full-content gh-content"
    ).split()
)
_ARTICLE: Final = frozenset(
    (
        "hentry type-post type-page item-page com-content-article node-article news-single single-news article-single single-article "
        "itemview item-view single-post post-single blog-post article-container article-wrapper node-full view-article "
        "aktualnosc news-item-full h-entry single"
    ).split()
)
_LEAD: Final = frozenset(
    (
        "lead lid lead-text article-lead entry-lead post-lead entry-summary article-summary zajawka wstep article-intro "
        "post-excerpt entry-excerpt excerpt introtext itemintrotext intro article-lead-text news-lead article-excerpt summary subheadline td-post-sub-title podtytul perex"
    ).split()
)
_CAPTION: Final = frozenset(
    "wp-caption-text caption gallery-caption figcaption podpis img-caption image-caption photo-caption wp-caption-dd wp-element-caption image-credit imgcaption news-single-imgcaption opis-zdjecia opis-foto foto-opis zdjecie-opis img-desc photo-desc photo-description image-description media-caption caption-text foto fotka zdjecie photo".split()
)

_DATED: Final = frozenset("date dates published pubdate byline dateline timestamp posted datetime".split())


_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)


_ALL: Final = _SKIP | _SKIP_TOKENS | _META | _BODY | _ARTICLE | _LEAD | _CAPTION | _DATED | {"widget"}


@lru_cache(maxsize=16384)
def role_of(names: str) -> str:
    """Return what an element's class and id say it is.

    "never" for what ends or surrounds every article (comments, footer, cookies), "skip" for other
    boilerplate (which a careless layout also gives to wrappers), "meta" for date and author lines,
    "body" for the article's text, "article" for the article with its title, "lead", "caption", or "".
    """
    if names.islower() and "-" not in names and "_" not in names and " " not in names and names not in _ALL:
        return ""  # one plain word that no list knows
    found = 0
    for name in names.split()[:40]:
        found |= _name_says(name)
    if not found:
        return ""
    return next(role for bit, role in _ROLES if found & bit)


_ROLES: Final = (
    (1, "body"),
    (2, "article"),
    (4, "never"),
    (8, "skip"),
    (16, "meta"),
    (32, "lead"),
    (64, "caption"),
)
"""What a name can say, as bits, the strongest first."""


_VOCABULARY: Final = ((1, _BODY), (2, _ARTICLE), (16, _META), (32, _LEAD), (64, _CAPTION))


@lru_cache(maxsize=16384)
def _name_says(name: str) -> int:
    """Return the bits of what one class or id says."""
    token = _BREAK.sub("-", _CAMEL.sub("-", name) if not name.islower() else name).strip("-").lower()
    joined = token.replace("-", "")
    found = _SAYS.get(token, 0) | _SAYS.get(joined, 0)
    if token[1:2] == "-":
        found |= _SAYS.get(token[2:], 0)  # a letter before the name says its kind: "l-article-body", "c-footer"
    words = token.split("-")
    if (len(words) <= 5 and not _DATED.isdisjoint(words) and "up" not in words) or (
        len(words) == 2 and words[1] == "footer" and words[0] in _OF_ARTICLE
    ):
        return found | 16  # a line with a date or an author: "c-article__published-date", the foot of a piece of news
    return found | _boilerplate(token, joined, words)


_SAYS: Final = {
    name: sum(bit for bit, names in _VOCABULARY if name in names)
    for name in frozenset().union(*(names for _, names in _VOCABULARY))
}


def _boilerplate(token: str, joined: str, words: list[str]) -> int:
    if token in _SKIP_TOKENS or joined in _SKIP:
        return 4 if joined in _STRICT else 8
    if words[0] == "widget" or (
        words[0] == "author"
        and words[-1] in ("box", "bio", "card", "content", "description", "details", "wrap", "short")
    ):
        return 8
    if len(words) > 1 and _SKIP.intersection(words):
        if words[0] in _HOLDERS and _SKIP.isdisjoint((words[0], words[-1])):
            return 0  # "content-nav-section": of the content, whatever else it has
        if not _STATES.isdisjoint(words[:-1]) or (words[0] == "elementor" and words[1] == "widget" and len(words) == 3):
            return 0
        return 4 if words[-1] in _STRICT or words[0] in _STRICT else 8
    return 0


def is_hidden(style: str) -> bool:
    """Whether a style attribute hides the element."""
    return _HIDDEN.search(style) is not None


STOP_LINE: Final = re.compile(
    r"""^[\s«»<>|•·:,.*→←↑\[\]()#/-]*(?:
      drukuj(?:\s(?:pdf|strone|artykul))?|wydrukuj|wersja\sdo\sdruku|powrot(?:\s/?\s?wstecz)?|powrot\sdo\s[\w\s]{1,30}|wroc(?:\sdo\s[\w\s]{1,30})?|wstecz|pobierz\spdf|
      printer-friendly\sversion|print(?:\sthis\s\w+)?|e-?mail:?|haslo:?|login:?|zaloguj(?:\ssie)?|logowanie(?:\si\srejestracja)?|
      przejdz\sdo\s(?:tresci|strony|glownych\stresci|glownej\stresci|menu)|pomin\snawigacje|skip\sto(?:\smain)?\scontent|scroll\sto\stop|menu(?:\sglowne)?|do\sgory|na\sgore|
      czytaj\s(?:wiecej|dalej|calosc)|wiecej|read\smore|continue\sreading|dowiedz\ssie\swiecej|wiecej\saktualnosci|zobacz\swszystkie(?:\s\w+){0,2}|see\sall|
      podziel\ssie(?:\s(?:tym|ta|na|z|w)\s[\w\s]{1,40})?|udostepnij(?:\s(?:na|w|to|ten|przez)\s?[\w\s]{0,40})?|poinformuj\sznajomych|share(?:\s(?:this|on|via)[\w\s]{0,30})?|tweet(?:nij|uj)?|
      facebook|twitter|x|linkedin|whatsapp|messenger|pinterest|google\+?|wykop|lubie\sto|polub(?:\snas)?|like(?:\sthis)?|loading|(?:polec|wyslij|powiadom)\s(?:\w+\s){0,2}znajom\w+|ocena(?:\suzytkownikow)?(?:\s?[:/]\s?\d*)*|
      ocen\sten\sartykul|\(?\d+\sglos(?:ow|y)?\)?|dodaj\skomentarz|brak\skomentarzy|\d+\skomentarz[ey]?|komentarze(?:\s?\(?\d*\)?)?|skomentuj|leave\sa\s(?:comment|reply)|comments?(?:\s\(?\d+\)?)?|\d+\scomments?|no\scomments|
      poprzedni[aey]?(?:\s(?:artykul|wpis|strona))?|nastepn[aey](?:\s(?:artykul|wpis|strona))?|poprzedni[ae]?\s\|\snastepn[ay]|previous(?:\s(?:post|article))?|next(?:\s(?:post|article))?|prev|
      posted\sin(?:\s.{1,40})?|bez\skategorii|uncategorized\.?|kategori[ae](?:\s\w+)?|category|tagi|tags|filed\sunder.{0,60}|
      a\+\sa-(?:\sx)?|a\s?\|\sa\s?\|\sa|rozmiar\sczcionki|kontrast|wy?lacz\skontrast|cala\stresc|advertisement|reklama|zamknij|close|
      back\sto\s(?:top|news|list)|wszystkie\s(?:aktualnosci|wiadomosci|newsy|wpisy|artykuly|wydarzenia)|lista\s(?:aktualnosci|wiadomosci|newsow|wpisow)|archiwum(?:\s(?:aktualnosci|wiadomosci|newsow))?|zdielat(?:\s.{0,25})?|sdilet(?:\s.{0,25})?|(?:vy)?tisk(?:nout)?|(?:vy)?tlacit?|zpet(?:\s.{0,25})?|spat(?:\s.{0,25})?|(?:badz\sna\sbiezaco\W*)?(?:zapisz\ssie|subskrybuj|zamow|dolacz)\s(?:do|na|nasz)\s?.{0,30}newsletter.{0,20}|return\sto\s[\w\s]{1,20}|zapisz\ssie|subskrybuj|newsletter|wyslij|please\senable\sjavascript!?|aktualnosci|strona\sglowna|home|
      dalintis|dalinkites|teilen|partager(?:\s.{0,25})?|compartir(?:\s.{0,25})?|partilhar|condividi(?:\s.{0,25})?|delen|dela|jaa|jaga|dalities|megosztas|distribuie|podijeli|deli|tulosta|spausdinti|nyomtatas|imprimir|imprimer|stampa|drucken|afdrukken|skriv\sut|udskriv|поділитися|поделиться|
      odslony:?\s?\d*|odslon:?\s?\d*|wyswietlen:?\s?\d*|liczba\s(?:odslon|wyswietlen):?\s?\d*|\d+\swyswietlen
    )[\s»«<>|•·:,.!*→←↑\[\]()#/-]*$""",
    re.I | re.X,
)
"""A line that is only a word of the page's machinery; matched against the folded text of short lines."""

MACHINE_LINK: Final = re.compile(
    r"[\s«»<>|•·:,.\[\]()/-]*(?:drukuj(?:\s(?:pdf|strone|artykul))?|wydrukuj(?:\sstrone)?|wersja\sdo\sdruku|powrot(?:\s/?\s?wstecz|\sdo\s(?:listy|aktualnosci|strony\sglownej))?|wstecz|"
    r"do\sgory|na\sgore|pobierz\spdf|zapisz\sjako\spdf|print|back|wyslij\sznajomemu|poinformuj\sznajomych|permalink|edytuj)[\s«»<>|•·:,.\[\]()/-]*",
    re.I,
)
"""A link that works the page and says nothing, wherever it stands (matched whole against folded text)."""

END_SOFT: Final = re.compile(
    r"""^[\s»«|•·*-]*(?:zobacz\s(?:tak[zi]e|rowniez|tez|inne|wszystkie|wiecej)(?:\s\w+){0,3}|(?:prze)?czytaj\s(?:tak[zi]e|rowniez|tez|inne|wiecej)(?:\s\w+){0,3}|
      (?:inne|podobne|powiazane|ostatnie|najnowsze|polecane|pozostale|najpopularniejsze|nadchodzace|aktualne)\s(?:artykuly|wpisy|aktualnosci|wiadomosci|posty|newsy|informacje|tematy|materialy|wydarzenia|publikacje|projekty)(?:\s\w+){0,3}|
      posty\spokrewne|wiecej\s(?:aktualnosci|wiadomosci|artykulow|wpisow)(?:\s\w+){0,3}|wydarzenia\si\saktualnosci|polecamy(?:\s\w+){0,2}|moze\scie\s(?:zainteresowac|zaciekawic)|moga\scie\szainteresowac|to\smoze\scie\s\w+|
      related(?:\s\w+){0,3}|you\s(?:may|might)(?:\salso)?\s(?:like|enjoy|be).{0,25}|more\s(?:from|stories|news|articles|posts|on|in)\b.{0,30}|recommended(?:\s\w+){0,3}|
      (?:recent|latest|popular|similar|other|trending|top|featured)\s(?:posts?|articles?|news|stories|blogs?)|(?:read|see|up)\s(?:next|also|more)|what\sto\sread\snext|most\s(?:read|popular)|tags?|tagi|aktualnosci|kategorie|categories|archiwum|galeria|udostepnij|podziel\ssie.{0,40}|share\sthis.{0,30}|ostatnio\s(?:dodane|komentowane|czytane|dodano)|popularne|najczesciej\s(?:czytane|komentowane)|na\sskroty|szybkie\slinki|kalendarium|kalendarz(?:\s(?:imprez|wydarzen))?
      )[\s:.…»(\d)!?-]*$""",
    re.I | re.X,
)
"""A short line after which a page often speaks of something else: teasers of other articles."""

END_HARD: Final = re.compile(
    r"""^[\s»«|•·*-]*(?:sekcja\sdla\sczlonkow|opinie\s(?:czytelnikow|internautow|uzytkownikow|klientow)|dodaj\s(?:swoj\s)?komentarz|zostaw\s(?:komentarz|odpowiedz)(?:\s\w+){0,3}|\d*\s?komentarz[eya]?|napisz\skomentarz|nawigacja\s(?:wpisu|po\swpisach)|post\snavigation|
      leave\sa\s(?:comment|reply)(?:\s\w+){0,3}|\d*\s?(?:comments?|responses?|replies)|join\sthe\s(?:conversation|discussion)|o\sautorze|about\s(?:the\s)?authors?|add\s(?:a|your)\scomment|post\sa\scomment|cancel\sreply|anuluj\sodpowiedz|metryczka|metryka(?:\s\w+){0,2}|rejestr\szmian|historia\szmian|informacje\so\s(?:publikacji|udostepnieniu)(?:\s\w+){0,2}
      )[\s:.…»(\d)!?-]*$""",
    re.I | re.X,
)
"""A short line that ends every article: comments, the author's box, previous and next."""

_END_WORDS: Final = frozenset(
    (
        "zobacz czytaj przeczytaj inne podobne powiązane powiazane ostatnie najnowsze polecane pozostałe pozostale najpopularniejsze nadchodzące aktualne "
        "posty więcej wiecej wydarzenia polecamy może mogą to related you more recommended recent latest popular similar other trending top featured read "
        "see up what most tags tag tagi aktualności aktualnosci kategorie categories archiwum galeria udostępnij udostepnij podziel share sekcja dodaj zostaw "
        "komentarze komentarz komentarzy opinie napisz nawigacja leave comments comment responses replies join o about add post cancel anuluj metryczka metryka rejestr historia informacje kalendarium kalendarz ostatnio popularne najczęściej najczesciej na szybkie"
    ).split()
)


_ALSO: Final = re.compile(
    r"^\W*(?:(?:prze)?czytaj|zobacz|sprawdz|obejrzyj|polecamy|read|see|watch|listen)\W{0,2}(?:tak[zi]e|rowniez|tez|wiecej|more|also|next)?\W{0,3}:|"
    r"^\W*(?:(?:prze)?czytaj|zobacz)\s(?:tak[zi]e|rowniez|tez|wiecej)\b|^\W*(?:read|see)\s(?:more|also)\b|^\W*(?:related|leggi\sanche|lire\saussi|lesen\ssie\sauch|also\son)\b|^\W*don.t\smiss\b",
)


def is_pointer(text: str) -> bool:
    """Whether a line that is mostly a link only points to another article: "Czytaj także: ..."."""
    return _ALSO.match(bare(text)) is not None


def opens_end(text: str) -> bool:
    """Whether a line begins as one of END_SOFT or END_HARD may: the cheap question before the dear one."""
    words = text[:40].lstrip("«»|•·*-–0123456789 (").split(None, 1)
    return bool(words) and words[0].rstrip(":.,!?…()0123456789").lower() in _END_WORDS


_LEGAL: Final = re.compile(
    r"plik(?:i|ow|ach|ami)\scookies?|ciastecz(?:ka|ek)|uzywa(?:my)?\scookies|we\suse\scookies|this\s(?:site|website)\suses\scookies|"
    r"twoj\sadres\s(?:e-mail|email)\snie\szostanie|wymagane\spola\ssa\soznaczone|"
    r"your\semail\saddress\swill\snot\sbe|wszelkie\sprawa\szastrzezone|all\srights\sreserved|copyright\s(?:©|\(c\))",
    re.I,
)
_LEGAL_HINTS: Final = (
    "ookie",
    "iastecz",
    "dres ",
    "ymagane",
    "will not be",
    "zastrze",
    "eserved",
    "opyright",
    "avascript",
    "RESERVED",
    "ZASTRZE",
)


_CLOAK: Final = re.compile(
    r"\s*(?:ten\s)?adres\s(?:pocztowy|e-?mail)\sjest\s(?:chroniony|ukrywany)\sprzed\sspam\w+\.?(?:[^.]{0,80}javascript\w*[^.]{0,30}(?:\.|$))?|"
    r"\s*this\se-?mail\saddress\sis\sbeing\sprotected\sfrom\sspambots\.?(?:[^.]{0,60}javascript[^.]{0,30}(?:\.|$))?|\s*\[email\sprotected\]",
    re.I,
)


def without_cloak(text: str) -> str:
    """Return a text without the sentence that stands where a script would write an e-mail address."""
    if "spam" not in text and "[email" not in text:
        return text
    return _CLOAK.sub("", text).strip()


FILES: Final = re.compile(
    r"(?:prilohy(?:\ske\sstazeni)?|dokumenty(?:\sdo\spobrania)?|materialy\sdo\spobrania|dolaczone\spliki|zalaczniki|zalaczone\spliki|pliki(?:\sdo\spobrania)?|do\spobrania|attachments|downloads?)\s?:?",
    re.I,
)
"""The head of a list of files under an article (matched whole against folded text)."""


def is_legal(text: str) -> bool:
    """Whether a short text is of cookies, a comment form, a hidden address or copyright."""
    return may_be_legal(text) and _LEGAL.search(fold(text)) is not None


def may_be_legal(text: str) -> bool:
    """Whether any of a text's paragraphs may be `is_legal`: the cheap question, put once for many."""
    return any(hint in text for hint in _LEGAL_HINTS)


SECTIONS: Final = frozenset(
    (
        "aktualnosci|aktualnosc|news|newsy|wydarzenia|wydarzenie|wiadomosci|blog|ogloszenia|komunikaty|informacje|artykuly|artykul|prasa|media|"
        "home|strona glowna|menu|menu glowne|szczegoly|szczegoly aktualnosci|aktualnosci i wydarzenia|nowosci|co nowego|press|events|latest news|"
        "biuro prasowe|dla mediow|centrum prasowe|kalendarz|kalendarium|archiwum|kategoria|kategorie|kontakt|o nas|galeria|szukaj|wyszukiwarka|"
        "aktuelles|neuigkeiten|nachrichten|aktuality|novinky|noticias|actualites|notizie|nieuws|naujienos|новини|"
        "logowanie|newsletter|press releases|archive|article|articles|post|posts|menu strony|nawigacja|"
        "akce|udalosti|podujatia|clanky|zpravy|spravy|veranstaltungen|termine|meldungen|projekty|projects|szkolenia|zapowiedzi|relacje|oglaszamy|"
        "detail|detail novinky|detail aktuality|detail clanku|news detail|announcements|insights|eventos|evenements|eventi"
    ).split("|")
)
"""Headings that name a section and never an article."""
_AND: Final = re.compile(r" (?:i|oraz|a|und|and|et|e|y|og|och|si|ir|ja|en) ")


def is_section(key: str) -> bool:
    """Whether a heading, folded, names a section, or two of them: "novinky a akce"."""
    return key in SECTIONS or all(part in SECTIONS for part in _AND.split(key, maxsplit=1))
