"""`make demo`, as a newcomer runs it, and the README's commands."""

from __future__ import annotations

import os
import re
import shlex
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import CHECKOUT, Kronika
from tests.sites.server import LocalWeb
from tests.sites.truth import truth

README = (CHECKOUT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    """The fenced blocks of the README in one language ("" is none)."""
    fenced = README.split("```")[1::2]
    return [block.split("\n", 1)[1] for block in fenced if block.split("\n", 1)[0] == language]


def test_the_demo_and_its_second_run(tmp_path: Path) -> None:
    kronika = Kronika(tmp_path / "data")
    total = len(truth())
    first = kronika("demo", KRONIKA_ALLOW_PRIVATE="", KRONIKA_DELAY="")
    assert first.returncode == 0, first.stderr
    assert f"{total} articles, {total} new in this run." in first.stdout
    assert "Three records:" in first.stdout
    archive, csv = tmp_path / "data/demo/archive.db", tmp_path / "data/demo/exports/articles.csv"
    assert str(archive) in first.stdout
    assert f"{csv} ({total} articles)" in first.stdout
    assert archive.exists()
    assert csv.exists()
    assert not (tmp_path / "data/archive.db").exists()  # fiction never gets into the real archive
    next_steps = first.stdout.split("What to try next:")[1].strip().splitlines()
    assert len(next_steps) == 3
    for step in next_steps[:2]:
        ran = kronika(*shlex.split(step, comments=True)[1:])
        assert ran.returncode == 0
        assert ran.stdout
    second = kronika("demo")
    assert second.returncode == 0, second.stderr
    assert f"{total} articles, 0 new in this run." in second.stdout


@pytest.fixture(scope="module")
def newcomer(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """A folder of data and an environment in which `kronika` and `make` are the checkout's."""
    data = tmp_path_factory.mktemp("newcomer") / "data"
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("KRONIKA_", "MAKE"))}
    environment["PATH"] = f"{Path(sys.executable).parent}:{environment['PATH']}"
    return data, environment


def test_every_command_of_the_readme(newcomer: tuple[Path, dict[str, str]]) -> None:
    data, environment = newcomer
    environment = {**environment, "KRONIKA_DATA": str(data), "KRONIKA_ALLOW_PRIVATE": "1", "KRONIKA_DELAY": "0"}
    commands = [line[2:] for block in blocks("console") for line in block.splitlines() if line.startswith("$ ")]
    assert commands[:2] == ["make demo", "make test"]
    assert len(commands) >= 8
    script = ["set -e"]
    for command in commands:
        if command == "make test":
            script.append("make -n test >/dev/null")  # we are in it
        else:
            # the checkout's own data folder is not a test's to write to
            script.append(re.sub(r"(?<= )data/", f"{data}/", command))
    with LocalWeb(port=0) as web:
        ran = subprocess.run(
            ["bash", "-c", "\n".join(script)],
            cwd=CHECKOUT,
            env={**environment, "KRONIKA_LOCAL_WEB": web.address},
            capture_output=True,
            text=True,
            errors="replace",  # `show --raw` gives the bytes of a page of 2012
            timeout=180,
            check=False,
        )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert (data / "archive.db").exists()
    # written by one command, and taken away by another, for it held the article that was to be forgotten
    assert "Removed: exports/articles.csv" in ran.stdout
    # the example of an import takes in something
    taken_in = re.search(r"kignet\.wacz: .* taken in .*\n  articles: (\d+) new\n", ran.stdout)
    assert taken_in is not None, ran.stdout
    assert int(taken_in[1]) == len(truth("kignet"))


def test_every_variable_is_told_in_the_readme() -> None:
    told = re.findall(r"^\| `(KRONIKA_\w+)` \|", README, flags=re.M)
    read = {
        name
        for path in (CHECKOUT / "scraper").rglob("*.py")
        for name in re.findall(r"KRONIKA_[A-Z_]*[A-Z]", path.read_text(encoding="utf-8"))
    }
    assert len(told) == len(set(told))
    assert set(told) == read


def test_the_cron_line(newcomer: tuple[Path, dict[str, str]], tmp_path: Path) -> None:
    _, environment = newcomer
    (line,) = [line for block in blocks("cron") for line in block.splitlines() if line.strip()]
    match = re.fullmatch(r"(\S+ \S+ \S+ \S+ \S+)  (.*)", line)
    assert match is not None
    command = match[2].replace("cd /srv/kronika", f"cd {CHECKOUT}")
    assert command != match[2]
    command = command.replace(".venv/bin/kronika", "kronika")
    extra = {"KRONIKA_DATA": str(tmp_path / "data"), "KRONIKA_ALLOW_PRIVATE": "1", "KRONIKA_DELAY": "0"}
    with LocalWeb(port=0) as web:
        extra["KRONIKA_LOCAL_WEB"] = web.address
        ran = subprocess.run(
            ["sh", "-c", command],
            env={**environment, **extra},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")


def test_every_question_of_the_readme_has_an_answer(tmp_path: Path) -> None:
    with LocalWeb(port=0) as web:
        kronika = Kronika(tmp_path / "data", web)
        assert kronika("crawl", "--all", "--quiet").returncode == 0
    connection = sqlite3.connect(tmp_path / "data" / "archive.db")
    questions = blocks("sql")
    assert len(questions) == 3
    for question in questions:
        assert connection.execute(question).fetchall(), question


def test_the_tree_of_the_readme_is_there() -> None:
    (tree,) = [block for block in blocks("") if "spiders/" in block]
    for line in tree.splitlines():
        folder = "scraper/" if line.startswith("  ") else ""
        names = [word for word in line.split() if word.endswith((".py", "/")) and word != "sites/:"]
        for name in names[: None if folder else 1]:
            assert (CHECKOUT / folder / name).exists(), name
    for name in re.findall(r"\]\((?!http)([^)]+)\)", README):
        assert (CHECKOUT / name).exists(), name
