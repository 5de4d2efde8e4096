"""Finds the sites' classes. One that does not load is named, and keeps no other from being crawled."""

from __future__ import annotations

import pkgutil
import warnings
from importlib import import_module
from typing import TYPE_CHECKING, cast

from scrapy.settings import BaseSettings
from scrapy.spiderloader import SpiderLoader
from scrapy.utils.project import get_project_settings

from scraper.site import bare_host
from scraper.url import address_key, canonical_url

if TYPE_CHECKING:
    from scraper.cms.base import NewsSpider


class SiteLoader(SpiderLoader):
    """Scrapy's loader, module by module. `broken` holds what did not load: name of the file -> why."""

    def __init__(self, settings: BaseSettings):
        self.broken: dict[str, str] = {}
        super().__init__(settings)

    def _load_all_spiders(self) -> None:
        # Scrapy's own way stops at the first broken module, or, told to warn only, loses all that sort after it.
        for name in self.spider_modules:
            package = import_module(name)
            if not hasattr(package, "__path__"):
                self._load_spiders(package)
                continue
            for found in pkgutil.iter_modules(package.__path__):
                try:
                    self._load_spiders(import_module(f"{name}.{found.name}"))
                except Exception as error:
                    self.broken[found.name] = f"{name}/{found.name}.py does not load: {_cause(error)}"
                    warnings.warn(self.broken[found.name], RuntimeWarning, stacklevel=2)
        self._check_name_duplicates()

    def start_urls(self, name: str) -> list[str]:
        """Return where the news of a site begins, as its class states it."""
        return cast("type[NewsSpider]", self.load(name)).start_urls

    def described(self, url: str) -> list[str]:
        """Return the sites that have a class and the host of an address, with or without www. Of several that share
        the host, those whose news begins at the address or above it, if there are such."""
        host = bare_host(canonical_url(url))
        at_host = {
            name: [start for start in self.start_urls(name) if bare_host(canonical_url(start)) == host]
            for name in sorted(self.list())
        }
        found = [name for name, starts in at_host.items() if starts]
        key = f"{address_key(url)}/"
        above = [name for name in found if any(key.startswith(f"{address_key(one)}/") for one in at_host[name])]
        return above if len(found) > 1 and above else found


def _cause(error: Exception) -> str:
    if isinstance(error, SyntaxError):
        return f"line {error.lineno}: {error.msg}"
    return f"{type(error).__name__}: {error}"


def load_sites() -> SiteLoader:
    """Return the loader with all sites that load. Raises what a broken settings module raises."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # the callers tell what is broken
        return SiteLoader.from_settings(get_project_settings())
