"""Blocks of text as the three ages of WordPress wrote them, and what a reader should see of them.

A block is a dict with a ``type``: paragraph, heading, list, table, quote or image. A text may hold ``[label](target)``
and bare addresses. A target ``@@form:key@@`` (form: url, path, short, medium, id) is an address that is known only
once WordPress has given it; import.php fills it in.
"""

from __future__ import annotations

import html
import re
from typing import Any

Block = dict[str, Any]

LINK = re.compile(r"\[([^\]]*)\]\(([^)]*)\)")
BARE = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;)]")
WORD_RUBBISH = (
    "<!--[if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View><w:HyphenationZone>21</w:HyphenationZone>"
    "</w:WordDocument></xml><![endif]-->"
)


def plain(text: str) -> str:
    """Return the text without link markup."""
    return LINK.sub(r"\1", text)


def links(text: str) -> list[tuple[str, str, bool]]:
    """Return (target, label, bare) of every link, in reading order."""
    found = [(match.start(), match[2], match[1], False) for match in LINK.finditer(text)]
    hidden = LINK.sub(lambda match: " " * len(match[0]), text)
    found += [(match.start(), match[0], match[0], True) for match in BARE.finditer(hidden)]
    return [entry[1:] for entry in sorted(found)]


def inline(text: str) -> str:
    """Return HTML of a text; bare addresses stay text, as editors leave them."""
    out, position = [], 0
    for match in LINK.finditer(text):
        out.append(html.escape(text[position : match.start()], quote=False))
        out.append(f'<a href="{html.escape(match[2])}">{html.escape(match[1], quote=False)}</a>')
        position = match.end()
    return "".join(out) + html.escape(text[position:], quote=False)


def texts(block: Block) -> list[str]:
    """Return the texts of a block in reading order, link markup and all (a table's are its cells)."""
    match block["type"]:
        case "paragraph" | "heading" | "quote":
            return [block["text"]]
        case "list":
            return list(block["lines"])
        case "table":
            return [cell for row in block["rows"] for cell in row]
    return []


def render(blocks: list[Block], age: str, style: int = 0, *, more: bool = False, split: bool = False) -> str:
    """Return post content of an age: word (up to 2012), classic (up to 2018) or blocks.

    `style` picks one of three kinds of Word rubbish. `more` cuts the teaser after the first block, `split` begins a
    second page in the middle.
    """
    out = [WORD_RUBBISH] if age == "word" and style == 0 else []
    for number, block in enumerate(blocks):
        out.append(_word(block, style) if age == "word" else _classic(block) if age == "classic" else _modern(block))
        if more and number == 0:
            out.append("<!-- wp:more -->\n<!--more-->\n<!-- /wp:more -->" if age == "blocks" else "<!--more-->")
        if split and number == len(blocks) // 2 - 1:
            page = "<!--nextpage-->"
            out.append(f"<!-- wp:nextpage -->\n{page}\n<!-- /wp:nextpage -->" if age == "blocks" else page)
    return "\n\n".join(out)


def _list(block: Block) -> str:
    tag = "ol" if block["ordered"] else "ul"
    return f"<{tag}>" + "".join(f"<li>{inline(line)}</li>" for line in block["lines"]) + f"</{tag}>"


def _rows(rows: list[list[str]], tag: str) -> str:
    cells = ("".join(f"<{tag}>{inline(cell)}</{tag}>" for cell in row) for row in rows)
    return "".join(f"<tr>{row}</tr>" for row in cells)


def _classic(block: Block) -> str:
    """Plain text that WordPress itself breaks into paragraphs (wpautop)."""
    match block["type"]:
        case "heading":
            return f"<h3>{inline(block['text'])}</h3>"
        case "list":
            return _list(block)
        case "table":
            return f'<table border="1" cellpadding="4"><tbody>{_rows(block["rows"], "td")}</tbody></table>'
        case "quote":
            return f"<blockquote>{inline(block['text'])}\n\n<cite>{html.escape(block['by'])}</cite></blockquote>"
        case "image":
            key, alt = block["image"], html.escape(block["alt"])
            image = (
                f'<a href="@@url:{key}@@"><img class="alignright size-medium wp-image-@@id:{key}@@" '
                f'src="@@medium:{key}@@" alt="{alt}" width="300" height="188" /></a>'
            )
            if not block["caption"]:
                return image
            opening = f'[caption id="attachment_@@id:{key}@@" align="alignright" width="300"]'
            return f"{opening}{image} {html.escape(block['caption'])}[/caption]"
    return inline(block["text"])


def _word(block: Block, style: int) -> str:
    """What pasting from Word left behind."""
    if block["type"] == "heading":
        return f"<p><strong><u>{inline(block['text'])}</u></strong></p>"
    if block["type"] != "paragraph":
        return _classic(block)
    text = re.sub(r" ([aiouwz]) ", r" \1&nbsp;", inline(block["text"]))
    if style == 0:
        font = '<span style="font-size: 10pt; font-family: Verdana; mso-bidi-font-size: 12.0pt;">'
        return f'<p class="MsoNormal" style="text-align: justify;">{font}{text}<o:p></o:p></span></p>'
    if style == 1:
        return f"{text}<br /><br />"
    return f'<div align="justify"><font face="Tahoma" size="2">{text}</font></div><div>&nbsp;</div>'


def _modern(block: Block) -> str:
    """Markup of the block editor."""
    match block["type"]:
        case "heading":
            return f"<!-- wp:heading -->\n<h2>{inline(block['text'])}</h2>\n<!-- /wp:heading -->"
        case "list":
            options = ' {"ordered":true}' if block["ordered"] else ""
            return f"<!-- wp:list{options} -->\n{_list(block)}\n<!-- /wp:list -->"
        case "table":
            head, *rows = block["rows"]
            table = f"<table><thead>{_rows([head], 'th')}</thead><tbody>{_rows(rows, 'td')}</tbody></table>"
            return f'<!-- wp:table -->\n<figure class="wp-block-table">{table}</figure>\n<!-- /wp:table -->'
        case "quote":
            words = f"<p>{inline(block['text'])}</p><cite>{html.escape(block['by'])}</cite>"
            quote = f'<blockquote class="wp-block-quote">{words}</blockquote>'
            return f"<!-- wp:quote -->\n{quote}\n<!-- /wp:quote -->"
        case "image":
            key, alt, caption = block["image"], html.escape(block["alt"]), html.escape(block["caption"])
            image = f'<img src="@@url:{key}@@" alt="{alt}" class="wp-image-@@id:{key}@@"/>'
            if caption:
                image += f'<figcaption class="wp-element-caption">{caption}</figcaption>'
            figure = f'<figure class="wp-block-image size-large">{image}</figure>'
            return f'<!-- wp:image {{"id":@@id:{key}@@,"sizeSlug":"large"}} -->\n{figure}\n<!-- /wp:image -->'
    return f"<!-- wp:paragraph -->\n<p>{inline(block['text'])}</p>\n<!-- /wp:paragraph -->"
