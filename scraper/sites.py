"""Finds the sites' classes. One that does not load is named, and keeps no other from being crawled."""

from __future__ import annotations

import pkgutil
import warnings
from importlib import import_module

from scrapy.settings import BaseSettings
from scrapy.spiderloader import SpiderLoader
from scrapy.utils.project import get_project_settings


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


def _cause(error: Exception) -> str:
    if isinstance(error, SyntaxError):
        return f"line {error.lineno}: {error.msg}"
    return f"{type(error).__name__}: {error}"


def load_sites() -> SiteLoader:
    """Return the loader with all sites that load. Raises what a broken settings module raises."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # the callers tell what is broken
        return SiteLoader.from_settings(get_project_settings())
