"""Lubelski Klaster Ekoenergetyczny, lke.fundacja.lublin.pl: WordPress under /pl/, dated permalinks."""

from scraper.cms import WordPress


class LKE(WordPress):
    name = "lke"
    association = "Lubelski Klaster Ekoenergetyczny"
    start_urls = ["https://lke.fundacja.lublin.pl/pl/"]
    region = "lubelskie"
    sector = "energia"
