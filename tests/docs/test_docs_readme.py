from __future__ import annotations

import hashlib
import os
import re
import subprocess
import tomllib
from argparse import SUPPRESS, Action, ArgumentParser
from importlib import import_module, util
from pathlib import Path

from scrub.cli import audit, options, review, scan, serve, status, tags, templates
from scrub.errors import ExitCode
from scrub.masks.checking import check
from scrub.masks.formats import FORMATS
from scrub.model.outcome import Verdict
from try_it import COMMAND

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
SOURCE = ROOT / "src" / "scrub"
BUG = 1

OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]*")

NOT_OURS = {"--nthreads"}
"""Options in README.md that other programs have."""

UNEXPLAINED = {"conformance", "dev"}
"""Extras for tests alone."""


def rows(heading: str) -> list[list[str]]:
    """Return the cells of the table lines under a heading."""
    section = README.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def first_cells(heading: str) -> set[str]:
    return {cells[0] for cells in rows(heading)}


def commands() -> list[str]:
    return re.findall(r"^\$ (.+)$", README, flags=re.MULTILINE)


def test_the_newcomers_commands_are_there() -> None:
    assert commands() == ["python3 fixtures/try_it.py", "python3 tests/check.py"]
    for command in commands():
        assert (ROOT / command.split()[1]).is_file()


def test_ci_runs_the_readme_s_commands_and_no_others() -> None:
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    text = script.read_text(encoding="utf-8")
    (pattern,) = re.findall(r"sed -n '(.+)' README\.md", text)
    found = subprocess.run(
        ["sed", "-n", pattern, "README.md"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert found.stdout.splitlines() == commands()
    assert not re.search(r"\b(pip|pytest|try_it|check\.py)\b", text)


def test_the_first_command_runs_what_the_readme_says() -> None:
    assert f"`{' '.join(COMMAND)}`" in README


def test_every_exit_code_is_documented() -> None:
    documented = {cell for cell in first_cells("Verdicts and exit codes") if cell.isdigit()}
    assert documented == {str(int(code)) for code in (*ExitCode, BUG)}


def test_every_verdict_is_documented() -> None:
    assert {str(verdict) for verdict in Verdict} <= first_cells("Verdicts and exit codes")


def test_every_room_is_documented() -> None:
    rooms = {path.name + "/" for path in SOURCE.iterdir() if (path / "__init__.py").is_file()}
    modules = {path.name for path in SOURCE.glob("*.py") if not path.name.startswith("__")}
    described = {cell.strip("`") for cell in first_cells("The rooms")}
    assert {f"src/scrub/{name}" for name in rooms | modules} <= described
    for name in described - {"room", "---"}:
        assert (ROOT / name).exists(), name


def test_the_readme_and_the_command_know_the_same_options() -> None:
    told = {one for cell in first_cells("Install and use") for one in OPTION.findall(cell)}
    main = list(options.parser()._actions)
    shown = {one for action in main if action.help != SUPPRESS for one in action.option_strings}
    assert told == {one for one in shown if one.startswith("--")} - {"--help"}
    (commands,) = (action for action in tags.parser()._actions if action.choices)
    every = [*main, *(a for one in commands.choices.values() for a in one._actions)]  # type: ignore[union-attr]
    every += [action for name in templates.SUBCOMMANDS for action in actions_of_templates(name)]
    for command in (audit, review, scan, serve, status):
        every += command.parser()._actions
    known = {one for action in every for one in action.option_strings}
    assert set(OPTION.findall(README)) <= known | NOT_OURS


def actions_of_templates(name: str) -> list[Action]:
    parser = ArgumentParser()
    module = import_module(templates.SUBCOMMANDS[name].partition(":")[0])
    module.add_arguments(parser)
    return parser._actions


def test_every_subcommand_and_format_of_templates_is_documented() -> None:
    cells = [re.findall(r"`([a-z]+)", cell) for cell in first_cells("Mask templates")]
    told = {word for words in cells for word in words}
    assert told == {"scrub", *templates.SUBCOMMANDS, *FORMATS}


def test_the_template_of_the_readme_is_one(tmp_path: Path) -> None:
    (example,) = re.findall(r"```yaml\n(.+?)```", README, flags=re.DOTALL)
    (tmp_path / "example.yaml").write_text(example, encoding="utf-8")
    checked = check([tmp_path / "example.yaml"], {})
    assert checked.complaints == ()
    assert len(checked.templates) == 1


def test_every_path_the_readme_names_is_there() -> None:
    named = re.findall(r"\]\(([^)]+)\)", README)
    named += re.findall(r"`((?:src|tests|models|fixtures)/[^`*]*)`", README)
    for path in named:
        assert (ROOT / path).exists(), path


def test_every_dependency_has_its_reason() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    extras = settings["project"]["optional-dependencies"]
    lines = settings["project"]["dependencies"]
    lines += [line for name in extras.keys() - UNEXPLAINED for line in extras[name]]
    needed = {re.split(r"[<>=~ ]", line)[0] for line in lines}
    vendored = (SOURCE / "web/static/vendor/README.md").read_text(encoding="utf-8").split()[0]
    explained = {name for cell in first_cells("What it stands on") for name in cell.split(", ")}
    assert needed | {vendored} == explained - {"package", "---"}


def test_the_weights_that_are_installed_are_those_of_the_manifest() -> None:
    manifest = tomllib.loads((ROOT / "models" / "MANIFEST.toml").read_text(encoding="utf-8"))
    assert manifest
    for entry in manifest.values():
        folder = ROOT / "models"
        if "package" in entry:
            package = util.find_spec(entry["package"])
            assert package is not None
            assert package.submodule_search_locations
            folder = Path(package.submodule_search_locations[0])
        content = (folder / entry["file"]).read_bytes()
        assert hashlib.sha256(content).hexdigest() == entry["sha256"]
        assert entry["license"]
        assert entry["origin"]
