"""Writes blocks of `source` as HTML, with the habits of the editor that a site uses."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from html import escape

from tests.sites.source import Block, Span, Story

GENITIVE = [
    "stycznia",
    "lutego",
    "marca",
    "kwietnia",
    "maja",
    "czerwca",
    "lipca",
    "sierpnia",
    "września",
    "października",
    "listopada",
    "grudnia",
]
NOMINATIVE = [
    "styczeń",
    "luty",
    "marzec",
    "kwiecień",
    "maj",
    "czerwiec",
    "lipiec",
    "sierpień",
    "wrzesień",
    "październik",
    "listopad",
    "grudzień",
]
SHORT = ["Sty", "Lut", "Mar", "Kwi", "Maj", "Cze", "Lip", "Sie", "Wrz", "Paź", "Lis", "Gru"]
WEEKDAYS = ["poniedziałek", "wtorek", "środa", "czwartek", "piątek", "sobota", "niedziela"]


def span_html(span: Span, link_attributes: str = "") -> str:
    """One run of text. Bare addresses stay text: that is the point of them."""
    text = escape(span.text, quote=False)
    if span.kind == "link":
        if span.target.startswith("cloak:"):
            return cloak(span.target.removeprefix("cloak:"))
        return f'<a href="{escape(span.target)}"{link_attributes}>{text}</a>'
    return {"bold": f"<strong>{text}</strong>", "em": f"<em>{text}</em>", "nbsp": "&nbsp;", "br": "<br />"}.get(
        span.kind, text
    )


def cloak(address: str) -> str:
    """An e-mail address as Joomla hides it: a sentence for readers without a script, and the script."""
    name, _, domain = address.partition("@")
    key = sum(map(ord, address))
    return (
        f'<span id="cloak{key}">Ten adres pocztowy jest chroniony przed spamowaniem. Aby go zobaczyć, konieczne jest '
        f"włączenie w przeglądarce obsługi JavaScript.</span><script type='text/javascript'>\n<!--\n"
        f"document.getElementById('cloak{key}').innerHTML = '';\nvar addy{key} = '{name}' + '&#64;' + '{domain}';\n"
        f"document.getElementById('cloak{key}').innerHTML += '<a href=\"mai' + 'lto:' + addy{key} + '\">' + addy{key} "
        f"+ '</a>';\n//-->\n</script>"
    )


def inline_html(spans: Iterable[Span], link_attributes: str = "") -> str:
    return "".join(span_html(span, link_attributes) for span in spans)


def plain_image(path: str, caption: str) -> str:
    return f'<p><img src="{path}" alt="{escape(caption)}" width="480" height="320" /><br /><em>{caption}</em></p>'


def blocks_html(
    blocks: Iterable[Block],
    *,
    head: str = "h3",
    link_attributes: str = "",
    image: Callable[[str, str], str] = plain_image,
    paragraph: str = "<p>{}</p>\n",
    table: str = "<table>",
) -> str:
    """The body of an article. `paragraph` is a format: legacy editors write no <p>."""
    out = []
    for block in blocks:
        cells = [[inline_html(cell, link_attributes) for cell in row] for row in block.rows]
        if block.kind == "p":
            out.append(paragraph.format(cells[0][0]))
        elif block.kind == "head":
            out.append(f"<{head}>{cells[0][0]}</{head}>\n")
        elif block.kind == "quote":
            out.append(f"<blockquote>\n<p>{cells[0][0]}</p>\n</blockquote>\n")
        elif block.kind in ("ul", "ol"):
            items = "".join(f"<li>{row[0]}</li>\n" for row in cells)
            out.append(f"<{block.kind}>\n{items}</{block.kind}>\n")
        elif block.kind == "table":
            rows = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>\n" for row in cells)
            out.append(f"{table}<tbody>\n{rows}</tbody></table>\n")
        else:
            out.append(image(block.rows[0][1][0].text, escape(block_caption(block))) + "\n")
    return "".join(out)


def block_caption(block: Block) -> str:
    return "".join(span.text for span in block.spans).strip()


def day_parts(day: str) -> tuple[int, int, int]:
    year, month, number = day.split("-")
    return int(year), int(month), int(number)


def in_words(day: str) -> str:
    """2012-12-21 -> 21 grudnia 2012."""
    year, month, number = day_parts(day)
    return f"{number} {GENITIVE[month - 1]} {year}"


def text(value: str) -> str:
    """Escape a text for a text node."""
    return escape(value, quote=False)


def teasers(stories: Iterable[Story], line: str) -> str:
    """One line a story; the line is a format with {s} (the story), {title} and {lead}."""
    return "".join(line.format(s=s, title=text(s.title), lead=text(s.lead(18))) for s in stories)
