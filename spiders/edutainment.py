"""Klaster Edutainment, klaster.edutainment.net.pl: Joomla; one article answers under many addresses."""

from scraper.cms import Listing


class Edutainment(Listing):
    name = "edutainment"
    association = "Klaster Edutainment"
    start_urls = ["http://klaster.edutainment.net.pl/klasteredutainment/aktualnosci.html"]
    region = "małopolskie"
    sector = "edukacja, rozrywka"
    article_links = "h2 a, .readmore a"
    article_url = r"/\d+-[^/]+\.html$"
