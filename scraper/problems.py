"""What can go wrong, by name: each kind with its cause in words and what the operator can do.

A problem either fails the run (exit code 1) or is a notice: something the site does (a dead link
in its own listing, a page that robots.txt keeps for itself) that we count and store, but for
which nobody should be woken every night.
"""

from __future__ import annotations

from dataclasses import dataclass

_LAYOUT = "Look whether the layout changed: kronika explain URL --fetch. Give the site a Profile;"
REMEDIES = {
    "dns": "Check the spelling of the address; if the domain is gone, set the site aside.",
    "refused": "The server does not listen. Try again later; if it stays so, ask the site's owner.",
    "timeout": "The server is too slow. Try again later, or raise KRONIKA_DELAY.",
    "tls": "The certificate or the encryption failed. Open the address in a browser and look.",
    "connection": "The connection broke. Try again later.",
    "blocked": "The server turns us away. Raise KRONIKA_DELAY, or ask the site's owner.",
    "server-error": "The server failed. Try again later; if it stays so, ask the site's owner.",
    "gone": "The page no longer exists. Nothing to do; what was archived stays.",
    "robots": "The site's robots.txt keeps this page for itself. We obey; ask the owner if you need it.",
    "robots-unreachable": "robots.txt cannot be read, so nothing may be fetched. Try again later.",
    "private-address": "Set KRONIKA_ALLOW_PRIVATE=1 if you mean it.",
    "protected": "Only members may read this page. Nothing to do.",
    "too-large": "The response is over the limit of 16 MiB. Leave it, or raise DOWNLOAD_MAXSIZE.",
    "moved": "The address leads elsewhere. Look where the site has gone and correct its class.",
    "empty-way-in": "No article was found where the list should be. Look whether the layout changed; a site without a "
    "class that is no WordPress may need one (docs/adding-a-site.md).",
    "way-in-lost": "A page that lists the articles is not there. Look where the news is now and correct the address.",
    "missing": "Listed articles are not in the archive. See the other problems of this run, then crawl again.",
    "truncated": "What the server sent is cut short. Try again later; if it stays so, tell the site's owner.",
    "too-few": "Fewer articles are listed than the site is known to hold. Look whether the listing is cut.",
    "stale": "No article as new as expected. Look whether the news moved to another address.",
    "dates-vanished": f"{_LAYOUT} if the pages really are so, crawl with --accept-changes.",
    "bodies-shrank": f"{_LAYOUT} if the texts really are so short, crawl with --accept-changes.",
    "layout-changed": f"{_LAYOUT} if the texts really are others, crawl with --accept-changes.",
    "not-an-article": "The page holds no article that can be read. Give the site a Profile, or drop the link.",
    "no-article": "A way in that names every page of the site named this one. Nothing to do.",
    "not-html": "The link leads to a file, not to a page. Nothing to do.",
    "reader-error": "The reader failed on this page: a fault of ours. Report it with the address.",
    "callback": "The spider failed on this page: a fault of ours. Report it with the address.",
    "pipeline": "The article could not be stored. Look at the cause, then crawl again.",
    "disk": "The crawl of this site was ended. Check space and rights of the data folder, then crawl again.",
    "raw-mended": "Nothing to do: nothing that was stored is lost.",
    "raw-lost": "The disk lost what was written, as after a power cut. Check it; the articles themselves are kept.",
    "trap": "The crawl left it by itself. Nothing to do, unless articles are missing: kronika status SITE --ledger",
    "budget": "Nothing to do: the next run goes on from there.",
    "endless": "Look whether the site makes pages without end: kronika status SITE --ledger. If it is that large, "
    "crawl it again, or with a larger KRONIKA_PAGES, KRONIKA_MINUTES or KRONIKA_MEGABYTES.",
    "forgotten": "The page was forgotten on request and stays so. Nothing to do.",
    "crashed": "The crawl of this site died. Crawl again: nothing stored is lost.",
    "interrupted": "The crawl was stopped before its end. Crawl again: nothing stored is lost.",
}
NOTICES = frozenset(
    {"trap", "budget", "no-article", "gone", "robots", "not-html", "protected", "raw-mended", "forgotten"}
)


@dataclass(frozen=True, kw_only=True)
class Problem:
    """Something that went wrong at one address of one site. `kind` is a key of REMEDIES."""

    site: str
    url: str
    kind: str
    cause: str

    def __post_init__(self) -> None:
        if self.kind not in REMEDIES:
            raise ValueError(f"{self.kind!r} is no kind of problem")

    @property
    def fails_run(self) -> bool:
        """Whether a run with this problem exits with 1."""
        return self.kind not in NOTICES

    @property
    def remedy(self) -> str:
        """What the operator can do, in one or two sentences."""
        return REMEDIES[self.kind]

    def sentence(self) -> str:
        """One line for a mail from cron: the site, what happened, where, what to do."""
        where = f" ({self.url})" if self.url else ""
        return f"{self.site}: {self.kind}: {self.cause}{where}. {self.remedy}"
