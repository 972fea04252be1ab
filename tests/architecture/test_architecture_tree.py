from __future__ import annotations

import ast
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "scrub"
MODULES = sorted(SOURCE.rglob("*.py"))
OURS = (
    *MODULES,
    *sorted((ROOT / "tests").rglob("*.py")),
    *sorted((ROOT / "fixtures").glob("*.py")),
)

TOP = {
    *("pyproject.toml", "src", "models", "tests", "fixtures", "README.md"),
    *("CHANGELOG.md", "LICENSE", ".ci", ".gitignore"),
}
ROOMS_NAMED_FOR_NOTHING = {"base", "common", "core", "helpers", "manager", "misc", "utils"}
LONGEST_MODULE = 300
LONGEST_PURPOSE = 100

REVEALS = ("phi/", "header/", "report/", "evaluation/results.py", "stages/header_search.py")
"""Where text that may identify is compared, or shown to someone who asked."""

# Each in two parts, so that this file does not hold what it looks for.
PLACES_OF_THE_WRITERS = (
    "../sha" + "red",
    "/wo" + "rk/",
    "/tm" + "p/w",
    "issue" + " #",
    "/.libr" + "ary",
)


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def tracked() -> list[str]:
    git = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if git.returncode:
        pytest.skip("not a checkout")
    return git.stdout.splitlines()


def test_the_top_level_holds_only_what_it_is_to_hold() -> None:
    assert {path.split("/")[0] for path in tracked()} <= TOP


def test_no_room_is_named_for_nothing() -> None:
    folders = {part for path in OURS for part in (*path.relative_to(ROOT).parts[:-1], path.stem)}
    assert not folders & ROOMS_NAMED_FOR_NOTHING


def test_no_module_is_long() -> None:
    lengths = {name(path): len(path.read_text(encoding="utf-8").splitlines()) for path in OURS}
    assert not {path: lines for path, lines in lengths.items() if lines > LONGEST_MODULE}


def test_every_module_says_its_purpose_in_one_line() -> None:
    purposes = {name(path): (ast.get_docstring(parsed(path)) or "") for path in MODULES}
    firsts = {path: purpose.partition("\n")[0] for path, purpose in purposes.items()}
    assert not {path for path, first in firsts.items() if not 0 < len(first) <= LONGEST_PURPOSE}


def test_only_the_roof_prints() -> None:
    assert not {room(path) for path in MODULES if "print" in called(path)} - under("cli/")


def test_what_may_identify_is_revealed_only_where_it_is_compared_or_asked_for() -> None:
    assert not {room(path) for path in MODULES if "reveal" in called(path)} - under(*REVEALS)


def test_no_module_below_the_third_floor_reaches_for_chance_logs_or_the_network() -> None:
    outside = {"random", "secrets", "logging", "socket", "urllib", "requests", "http"}
    reaching = {room(path) for path in MODULES if imported(path) & outside}
    assert not reaching - under("batch/", "cli/", "header/key.py", "node/", "storage/", "web/")


def test_every_room_stands_on_a_floor() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    stairs = settings["tool"]["importlinter"]["contracts"][0]["layers"]
    on_a_floor = {room.strip() for floor in stairs for room in floor.split("|")}
    rooms = {
        f"scrub.{path.stem}"
        for path in SOURCE.iterdir()
        if (path.is_dir() and (path / "__init__.py").exists()) or path.suffix == ".py"
    }
    assert rooms - {"scrub.__init__", "scrub.__main__"} <= on_a_floor


def test_nothing_speaks_of_the_place_where_it_was_written() -> None:
    for path in tracked():
        content = (ROOT / path).read_bytes().decode("utf-8", errors="ignore")
        found = [word for word in PLACES_OF_THE_WRITERS if word in content]
        assert not found, path


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def room(path: Path) -> str:
    return path.relative_to(SOURCE).as_posix()


def under(*places: str) -> set[str]:
    return {room(path) for path in MODULES if room(path).startswith(places)}


def called(path: Path) -> set[str]:
    """Return the last names of what a module calls."""
    calls = [node.func for node in ast.walk(parsed(path)) if isinstance(node, ast.Call)]
    attributes = {one.attr for one in calls if isinstance(one, ast.Attribute)}
    return attributes | {one.id for one in calls if isinstance(one, ast.Name)}


def imported(path: Path) -> set[str]:
    """Return the packages that a module imports."""
    names: set[str] = set()
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            names.update(alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            names.add((node.module or "").partition(".")[0])
    return names
