"""`kronika crawl --url URL --plan`: how an unknown site would be crawled, from its front page and its ways in.

The crawl's own process looks, in a folder of its own that is gone afterwards, and stops before it asks for an article.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile

from scraper.site import site_name


class PlanError(Exception):
    """No plan could be made. The text says why."""


def plan_of(url: str) -> list[str]:
    """Return the plan as lines. Raises PlanError; ValueError for what is no http(s) address."""
    name = site_name(url)
    with tempfile.TemporaryDirectory(prefix="kronika-plan-") as folder:
        environment = {**os.environ, "KRONIKA_DATA": folder}
        done = subprocess.run(
            [sys.executable, "-m", "scraper.worker", "--url", url, "--plan"],
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
    events = []
    for line in done.stdout.splitlines():
        try:
            events.append(json.loads(line))
        except ValueError:
            continue
    plan = next((event["plan"] for event in events if event.get("event") == "plan"), None)
    told = next((event.get("problems") for event in reversed(events) if event.get("event") == "end"), None)
    if plan is None or told:
        raise PlanError("; ".join(told) if told else done.stderr.strip()[-300:] or "the look at the site failed")
    return [f"{name}: {plan[0]}", *(f"  {line}" for line in plan[1:])]
