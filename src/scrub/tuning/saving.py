"""A template put into a file of templates; what else is in the file stays, its comments too.

2026-11: a site writes into this file by hand as well, so the new template's lines are put in place
of the old one's. Where that does not read back as what was meant (a list in one line, a `when`
that all templates of the file share), the file is written anew, and its comments are lost.
"""

from __future__ import annotations

import os
from textwrap import dedent, indent
from typing import TYPE_CHECKING

import yaml

from scrub.errors import OutputError, RecipeError
from scrub.masks.library import document
from scrub.masks.nodes import Entry, read
from scrub.masks.writing import to_yaml

if TYPE_CHECKING:
    from pathlib import Path

    from scrub.model.mask import MaskTemplate


def saved(path: Path) -> tuple[MaskTemplate, ...]:
    """Return the templates in a file, none if it is not there.

    Raises:
        RecipeError: if it is no file of templates.

    """
    return tuple(template for _, template in document(read(path))) if path.exists() else ()


def save(template: MaskTemplate, path: Path) -> None:
    """Put a template into a file, in place of the one of its name, whole or not at all.

    Raises:
        RecipeError: if the file is there, and no file of templates.
        OutputError: if it cannot be written.

    """
    others = saved(path)
    try:
        before = path.read_text(encoding="utf-8") if others else ""
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(path.resolve(), with_template(before, template, path))
    except OSError as problem:
        raise OutputError(f"cannot write {path}: {problem.strerror}") from None


def with_template(text: str, template: MaskTemplate, path: Path) -> str:
    """Return the text of a file, or of none, with a template in it.

    Raises:
        RecipeError: if the text is not one of templates.

    """
    if not text.strip():
        return to_yaml([template])
    entry = _entry(text, path)
    wanted = _replaced([one for _, one in document(entry)], template)
    spliced = _spliced(text, entry, template)
    if spliced and _reads_as(spliced, wanted, path):
        return spliced
    fields = {key.value: value for key, value in entry.node.value}
    maker = fields["manufacturer"].value if "manufacturer" in fields else ""
    return to_yaml(wanted, maker)


def _replaced(templates: list[MaskTemplate], template: MaskTemplate) -> list[MaskTemplate]:
    if all(one.name != template.name for one in templates):
        return [*templates, template]
    return [template if one.name == template.name else one for one in templates]


def _entry(text: str, path: Path) -> Entry:
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError:
        raise RecipeError(f"{path}: not YAML") from None
    if node is None:
        raise RecipeError(f"{path}:1: the file is empty")
    return Entry(node, path)


def _reads_as(text: str, wanted: list[MaskTemplate], path: Path) -> bool:
    try:
        return [one for _, one in document(_entry(text, path))] == wanted
    except RecipeError:
        return False


def _spliced(text: str, entry: Entry, template: MaskTemplate) -> str:
    """Return the text with the template's lines in it, or nothing if there is no place for them."""
    (items,) = (value.value for key, value in entry.node.value if key.value == "templates")
    if not items:
        return ""
    old = [node for node in items if _name(node) == template.name]
    node = (old or items[-1:])[0]
    first, last = node.start_mark.index, node.end_mark.index
    end = first + len(_without_tail(text[first:last]))
    lines = _lines(template, node.start_mark.column)
    if old:
        return text[:first] + lines + text[end:]
    bullet = " " * (node.start_mark.column - 2) + "- "
    return f"{text[:end]}\n\n{bullet}{lines}{text[end:]}"


def _name(node: yaml.Node) -> str:
    return next((str(value.value) for key, value in node.value if key.value == "name"), "")


def _without_tail(text: str) -> str:
    """Return the lines of an entry without blank ones and comments at its end."""
    lines = text.split("\n")
    while lines and (not lines[-1].strip() or lines[-1].lstrip().startswith("#")):
        lines.pop()
    return "\n".join(lines)


def _lines(template: MaskTemplate, column: int) -> str:
    """Return a template's lines, the first without its indent."""
    _, _, listed = to_yaml([template]).partition("templates:\n")
    plain = dedent(listed.replace("- ", "  ", 1)).rstrip()
    return indent(plain, " " * column).lstrip()


def _write(path: Path, text: str) -> None:
    part = path.with_name(f".{path.name}.part")
    part.unlink(missing_ok=True)
    try:
        with part.open("x", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
