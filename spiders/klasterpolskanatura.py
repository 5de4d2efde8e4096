"""Klaster „Polska Natura”, www.klasterpolskanatura.pl: WordPress, flat permalinks, no date on any page."""

from scraper.cms import WordPress


class KlasterPolskaNatura(WordPress):
    name = "klasterpolskanatura"
    association = "Klaster „Polska Natura”"
    start_urls = ["https://www.klasterpolskanatura.pl/"]
    region = "mazowieckie"
    sector = "sadownictwo"
