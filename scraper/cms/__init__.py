"""How a kind of site is walked. A template is born with its second site."""

from scraper.cms.listing import Listing
from scraper.cms.wordpress import WordPress

__all__ = ["Listing", "WordPress"]
