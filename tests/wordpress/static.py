"""What a site holds beside its news: static pages, events, and texts that nobody may see."""

from __future__ import annotations

from typing import Any

from markup import Block, render
from voice import Voice

WRITTEN = "2024-02-05T10:00:00+01:00"


def _paragraphs(*texts: str) -> list[Block]:
    return [{"type": "paragraph", "text": text} for text in texts]


def pages(voice: Voice, documents: list[tuple[str, str]], *, static_front: bool) -> list[dict[str, Any]]:
    """Return the static pages; `menu` says which are in the menu, `role` what WordPress uses one for."""

    def page(name: str, title: str, blocks: list[Block], **more: Any) -> dict[str, Any]:
        usual = {"key": f"page-{name}", "kind": "page", "slug": name, "title": title, "lang": "pl", "menu": True}
        dates = {"published": WRITTEN, "modified": WRITTEN, "author": "biuro"}
        return usual | dates | {"blocks": blocks, "html": render(blocks, "blocks"), "role": None} | more

    downloads: Block = {
        "type": "list",
        "ordered": False,
        "lines": [f"[{name}](@@url:{key}@@)" for key, name in documents],
    }
    people: Block = {"type": "table", "rows": [["Osoba", "Telefon"], [voice.slot("osoba"), "+48 81 555 01 23"]]}
    made = [
        page("o-nas", "O nas", _paragraphs(
            voice.fill("{klaster} powstał 14 marca 2007 r. i zrzesza {n} podmiotów."),
            voice.fill("Wspieramy rozwój {branzy}, łącząc przedsiębiorców, naukowców i samorządy."),
        )),
        page("kontakt", "Kontakt", [
            *_paragraphs("Biuro klastra, ul. Źródlana 17, czynne od 8:00 do 15:30."),
            *_paragraphs(voice.fill("Napisz do nas: {mail}.")),
            people,
        ]),
        page("do-pobrania", "Do pobrania", [*_paragraphs("Dokumenty klastra, stan na 1 lutego 2024 r."), downloads]),
        page("polityka-prywatnosci", "Polityka prywatności", _paragraphs(
            "Dokument obowiązuje od 25 maja 2018 r.",
            "Każdej osobie przysługuje prawo dostępu do danych, ich sprostowania oraz wniesienia skargi.",
        ), menu=False),
        page("about-us", "About us", _paragraphs("We are a network of companies and research institutes."), lang="en"),
        page("kalendarz", "Kalendarz", _paragraphs("Wszystkie wydarzenia, miesiąc po miesiącu.")),
    ]  # fmt: skip
    made[-1]["html"] += "\n\n<!-- wp:shortcode -->\n[kalendarz]\n<!-- /wp:shortcode -->"
    if static_front:
        front = page("start", "Strona główna", _paragraphs("Witamy na stronie klastra."), menu=False, role="front")
        front["html"] += (
            '\n\n<!-- wp:latest-posts {"postsToShow":3,"displayPostDate":true,"displayPostContent":true} /-->'
        )
        made += [front, page("aktualnosci", "Aktualności", [], role="news")]
    return made


def events(news: list[dict[str, Any]], count: int) -> list[dict[str, Any]]:
    """Return events: a post type of their own, with dates and links, and no news."""
    made = []
    for number, article in enumerate([entry for entry in news if entry["event_dates"]][-count:], 1):
        day = article["event_dates"][0]
        blocks = _paragraphs(f"Termin: {day}", f"Szczegóły: [{article['title']}](@@url:{article['key']}@@)")
        made.append({
            "key": f"event-{number}", "kind": "event", "slug": f"wydarzenie-{number}",
            "title": f"Wydarzenie: {article['title']}",
            "published": article["published"], "modified": article["published"], "author": "biuro", "lang": "pl",
            "blocks": blocks, "html": render(blocks, "blocks"),
        })  # fmt: skip
    return made


def hidden() -> list[dict[str, str]]:
    """Return what must never be archived; every text begins with TAJNE-."""
    secrets = [
        ("Szkic – nie publikować", "draft", "2023-03-01 10:00:00", "TAJNE-SZKIC: treść robocza."),
        ("Czeka na zgodę", "pending", "2023-03-02 10:00:00", "TAJNE-OCZEKUJE: do akceptacji."),
        ("Tylko dla zarządu", "private", "2023-03-03 10:00:00", "TAJNE-PRYWATNE: uchwała."),
        ("Zaplanowane", "future", "2099-03-01 09:00:00", "TAJNE-PLAN: jeszcze nie teraz."),
        ("Wyrzucone", "trash", "2022-06-01 09:00:00", "TAJNE-KOSZ: usunięty tekst."),
    ]
    made = [{"title": title, "status": status, "published": at, "text": text} for title, status, at, text in secrets]
    behind_password = {"title": "Materiały dla członków", "status": "publish", "password": "żubr"}
    return [*made, behind_password | {"published": "2021-05-05 12:00:00", "text": "TAJNE-HASŁO: tylko dla członków."}]
