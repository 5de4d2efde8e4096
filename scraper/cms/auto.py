"""A site that nobody has described: its address is all we know."""

from __future__ import annotations

from scraper.cms.wordpress import WordPress
from scraper.site import site_name


def unknown_site(url: str) -> type[WordPress]:
    """Return a spider for the site at an address: WordPress's REST list where there is one, else the
    listing pages by the marks that most themes share."""
    name = site_name(url)
    return type("UnknownSite", (WordPress,), {"name": name, "association": name, "start_urls": [url], "language": None})
