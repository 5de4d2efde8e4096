"""Kronika: the archive of what business clusters publish.

What is true of all sites. What is true of one site is in ``spiders/``.
"""

__version__ = "0.1.0"
