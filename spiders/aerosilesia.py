"""Śląski Klaster Lotniczy, aerosilesia.eu: an agency's system, the number at the end of the address is the identity."""

from scraper.cms import Listing


class Aerosilesia(Listing):
    name = "aerosilesia"
    association = "Śląski Klaster Lotniczy"
    start_urls = ["https://aerosilesia.eu/news"]
    region = "śląskie"
    sector = "lotnictwo"
    article_links = "a"
    article_url = r"/news/[^/]+,\d+\.html$"
