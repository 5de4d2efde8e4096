"""Klaster Przetwórstwa Tworzyw Sztucznych POLIGEN, poligen.pl: section, slug and number."""

from scraper.cms import Listing


class Poligen(Listing):
    name = "poligen"
    association = "Klaster Przetwórstwa Tworzyw Sztucznych POLIGEN"
    start_urls = ["http://poligen.pl/aktualnosci"]
    region = "podkarpackie"
    sector = "tworzywa"
    article_links = "a"
    article_url = r"/aktualnosci/(?!strona/)[^/?]+/\d+$"
