"""What every site of the local web shares: its stories in order, and plain answers."""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import zipfile
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from urllib.parse import parse_qsl, urlsplit

from tests.sites import source
from tests.sites.source import Story

_PIXEL = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
_PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@dataclass(frozen=True)
class Request:
    method: str
    scheme: str
    host: str
    target: str
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def path(self) -> str:
        return urlsplit("//h" + self.target).path or "/"

    @property
    def query(self) -> dict[str, str]:
        return dict(parse_qsl(urlsplit("//h" + self.target).query, keep_blank_values=True))


@dataclass
class Reply:
    """What a site answers. A str body is sent in `encoding`."""

    body: str | bytes = b""
    status: int = 200
    content_type: str = "text/html; charset=UTF-8"
    headers: dict[str, str] = field(default_factory=dict)
    encoding: str = "utf-8"

    def content(self) -> bytes:
        return self.body.encode(self.encoding, "xmlcharrefreplace") if isinstance(self.body, str) else self.body


def redirect(url: str, status: int = 301) -> Reply:
    return Reply(
        f'<html><body>Przeniesiono: <a href="{url}">tutaj</a></body></html>', status, headers={"Location": url}
    )


def _docx() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(zipfile.ZipInfo("word/document.xml"), "<w:document/>")
    return buffer.getvalue()


class Site:
    """A site: `respond` answers a request that came to its main host and scheme."""

    name: str
    host: str
    scheme: str
    robots = "User-agent: *\nDisallow: /admin/\n"
    compressed = False
    """Answers gzip when the client accepts it."""
    conditional = False
    """Sends ETag and Last-Modified and honours If-None-Match and If-Modified-Since."""
    per_page = 10

    def __init__(self) -> None:
        self.stories = source.load(self.name)
        news = [s for s in self.stories if not s.static]
        for number, story in enumerate(sorted(news, key=lambda s: s.date or s.options.get("near", "")), start=1):
            story.id = int(story.options.get("id", self.first_id + number * self.id_step))
        for number, story in enumerate((s for s in self.stories if s.static), start=1):
            story.id = int(story.options.get("id", number + 1))
        for story in self.stories:
            story.url = self.static_address(story) if story.static else self.address(story)
        self.articles = sorted(
            (s for s in news if not s.secret), key=lambda s: (s.date or s.options.get("near", ""), s.id), reverse=True
        )
        self.secrets = [s for s in news if s.secret]
        self.pages = [s for s in self.stories if s.static]
        self.by_slug = {s.slug: s for s in self.stories}

    first_id = 0
    id_step = 1

    @property
    def base(self) -> str:
        return f"{self.scheme}://{self.host}"

    @property
    def listed(self) -> list[Story]:
        """Articles in the order of the listing: newest first."""
        return [s for s in self.articles if "unlisted" not in s.options]

    def address(self, story: Story) -> str:
        raise NotImplementedError

    def static_address(self, story: Story) -> str:
        raise NotImplementedError

    def addresses(self, story: Story) -> list[str]:
        """Other addresses under which the same article is found."""
        return []

    def not_articles(self) -> list[str]:
        """Addresses of pages that are not news."""
        return [s.url for s in self.pages]

    def only_in(self, story: Story) -> str | None:
        """Where the date is, if the page does not print it."""
        return None

    def says_seconds(self, story: Story) -> bool:
        """Whether the source of a date with a time has its seconds."""
        return True

    def encoding_of(self, story: Story) -> str:
        """The encoding that really reads the page."""
        return "utf-8"

    def respond(self, request: Request) -> Reply | None:
        """Answer, or None where the site has no such page."""
        raise NotImplementedError

    def missing(self, request: Request) -> Reply:
        """The site's own 404 page."""
        raise NotImplementedError

    def aliases(self) -> set[str]:
        """Hosts that redirect to the main one."""
        return {self.host.removeprefix("www."), "www." + self.host.removeprefix("www.")} - {self.host}

    def page_of(self, number: int, stories: list[Story] | None = None) -> tuple[list[Story], int]:
        """The stories of one listing page (from 1), and how many such pages there are."""
        stories = self.listed if stories is None else stories
        pages = max(1, -(-len(stories) // self.per_page))
        return stories[(number - 1) * self.per_page : number * self.per_page], pages

    def answer(self, request: Request) -> Reply:
        """Files that any site has, then the site itself, then its 404; then conditional and gzip."""
        reply = self._file(request.path) or self.respond(request) or self.missing(request)
        return self._negotiate(request, reply)

    def _file(self, path: str) -> Reply | None:
        lower = path.lower()
        if path == "/robots.txt":
            return Reply(self.robots, content_type="text/plain")
        if lower.endswith((".jpg", ".jpeg", ".png", ".gif", ".ico")):
            return Reply(_PIXEL, content_type="image/gif")
        if lower.endswith(".css"):
            return Reply("body{font-family:Arial,sans-serif;color:#222}\n", content_type="text/css")
        if lower.endswith(".js"):
            return Reply("window.ready=true;\n", content_type="application/javascript")
        if lower.endswith(".pdf"):
            return Reply(_PDF, content_type="application/pdf")
        if lower.endswith((".doc", ".docx", ".xls", ".xlsx", ".zip", ".odt")):
            return Reply(_docx(), content_type="application/octet-stream")
        return None

    def _negotiate(self, request: Request, reply: Reply) -> Reply:
        content = reply.content()
        headers = dict(reply.headers)
        if self.conditional and reply.status == 200:
            etag = f'"{hashlib.sha1(content).hexdigest()[:16]}"'
            modified = format_datetime(datetime(2026, 11, 20, 8, 0, tzinfo=UTC), usegmt=True)
            headers |= {"ETag": etag, "Last-Modified": headers.get("Last-Modified", modified)}
            known = request.headers.get("if-none-match")
            since = request.headers.get("if-modified-since")
            if known is not None:
                unchanged = etag in known or known == "*"
            else:
                unchanged = since is not None and since == headers["Last-Modified"]
            if unchanged:
                return Reply(b"", 304, reply.content_type, headers)
        if self.compressed and content:
            headers["Vary"] = "Accept-Encoding"
            if "gzip" in request.headers.get("accept-encoding", ""):
                content = gzip.compress(content, 6, mtime=0)
                headers["Content-Encoding"] = "gzip"
        return Reply(content, reply.status, reply.content_type, headers)
