"""`python -m scraper.cli` is `kronika`."""

from scraper.cli import main

if __name__ == "__main__":
    main()
