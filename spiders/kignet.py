"""KIGNET, www.kignet.pl: the network of chambers of Krajowa Izba Gospodarcza; tables of the 2000s, no feed."""

from scraper.cms import Listing


class Kignet(Listing):
    name = "kignet"
    association = "KIGNET (sieć współpracy izb, Krajowa Izba Gospodarcza)"
    start_urls = ["http://www.kignet.pl/pl/kalendarz/"]
    sector = "sieć izb, innowacje"
    article_links = "a"
    article_url = r"/pl/kalendarz/[a-z0-9_]+\.html$"
