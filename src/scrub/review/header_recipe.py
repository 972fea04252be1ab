"""A site's recipe as a file: rules added to one that is there, or all of it written anew.

2026-11: a file that is there is somebody's. Rules are added at its end, and everything else in it
stays byte for byte; where that does not read back as what was meant (rules in one line, a list
that goes on, other choices), it is left alone and another file is written beside it.
"""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scrub.errors import ConflictError, OutputError, UsageError
from scrub.header.site.attributes import listed_vr
from scrub.header.tags.names import keyword_of, parsed
from scrub.model.site import ANY_TAG, ANYWHERE, Selector, SiteRule, TagPattern
from scrub.recipe import Recipe
from scrub.storage.folder import link, sync

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

_TOML = ".toml"
_ELEMENT_OF_BLOCK = 0xFF
_RULES = re.compile(r"^rules[ \t]*:[ \t]*(?:#.*)?\n((?:[ \t]*(?:#.*)?\n)*)( *)-", re.MULTILINE)
_TOP = re.compile(r"^[A-Za-z_]+[ \t]*:", re.MULTILINE)
_PLAIN = Recipe()


@dataclass(frozen=True, slots=True)
class Noted:
    """A rule, and what is said of it in the file: one line."""

    rule: SiteRule
    note: str = ""


def written_anew(recipe: Recipe, notes: Sequence[Noted], suffix: str) -> str:
    """Return a whole file: every choice about headers that is not the default, and all rules."""
    own = recipe.site_rules[: len(recipe.site_rules) - len(notes)]
    rules = [*map(Noted, own), *notes]
    head = "".join(
        f"{key}{' =' if suffix == _TOML else ':'} {value}\n" for key, value in _head(recipe)
    )
    if suffix == _TOML:
        return head + "".join(f"\n{_toml(one)}" for one in rules)
    return f"{head}rules:\n" + "".join(_yaml(one, "  ") for one in rules)


def extended(text: str, notes: Sequence[Noted], suffix: str) -> str:
    """Return a file's text with rules added at its end; it may not be a recipe any more."""
    whole = text if not text or text.endswith("\n") else f"{text}\n"
    if suffix == _TOML:
        return whole + "".join(f"\n{_toml(one)}" for one in notes)
    found = _RULES.search(whole)
    if found:
        return whole + "".join(_yaml(one, found[2]) for one in notes)
    return f"{whole}rules:\n" + "".join(_yaml(one, "  ") for one in notes)


def _head(recipe: Recipe) -> Iterator[tuple[str, str]]:
    yield "profile", json.dumps(recipe.profile)
    if recipe.options:
        yield "options", json.dumps(list(recipe.options))
    if recipe.strategy is not _PLAIN.strategy:
        yield "strategy", json.dumps(str(recipe.strategy))
    if recipe.prefix != _PLAIN.prefix:
        yield "prefix", json.dumps(recipe.prefix)
    if recipe.age_cap:
        yield "age_cap", json.dumps(recipe.age_cap)
    if not recipe.preserve_studies:
        yield "preserve_studies", "false"


def _toml(one: Noted) -> str:
    value = f"with = {_list(one.rule.value)}\n" if one.rule.value else ""
    selectors = _several([_table(s, " = ") for s in one.rule.selectors])
    return f"{_comment(one.note)}[[rules]]\n{one.rule.verb} = {selectors}\n{value}"


def _yaml(one: Noted, indent: str) -> str:
    value = f"{indent}  with: {_list(one.rule.value)}\n" if one.rule.value else ""
    selectors = _several([_table(s, ": ") for s in one.rule.selectors])
    comment = f"{indent}{_comment(one.note)}" if one.note else ""
    return f"{comment}{indent}- {one.rule.verb}: {selectors}\n{value}"


def _comment(note: str) -> str:
    plain = "".join(letter if letter.isprintable() else " " for letter in note)
    return f"# {plain}\n" if note else ""


def _several(texts: Sequence[str]) -> str:
    return texts[0] if len(texts) == 1 else f"[{', '.join(texts)}]"


def _list(texts: Iterable[str]) -> str:
    return _several([_quoted(text) for text in texts])


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _table(selector: Selector, is_: str) -> str:
    fields = dict(_fields(selector))
    return f"{{{', '.join(f'{key}{is_}{_quoted(text)}' for key, text in fields.items())}}}"


def _fields(selector: Selector) -> Iterator[tuple[str, str]]:
    tag = selector.tag
    if selector.within != ANYWHERE:
        steps = ["*" if step is None else _name(step) for step in selector.within]
        yield "path", ".".join([*steps, _name(tag)])
    elif tag.mask == _ELEMENT_OF_BLOCK and selector.creator:
        yield "element", f"xx{tag.bits:02X}"
    elif tag != ANY_TAG:
        yield "attribute", _name(tag)
    if selector.vr:
        yield "vr", selector.vr
    if selector.creator:
        yield "creator", selector.creator


def _name(tag: TagPattern) -> str:
    """Return the keyword of one attribute, of others the digits, with x for any."""
    keyword = keyword_of(tag.bits) if tag.is_exact else ""
    if keyword and listed_vr(tag.bits) and _is_named(keyword, tag.bits):
        return keyword
    bits, mask = f"{tag.bits:08X}", f"{tag.mask:08X}"
    digits = "".join(b if m == "F" else "x" for b, m in zip(bits, mask, strict=True))
    return f"{digits[:4]},{digits[4:]}"


def _is_named(keyword: str, tag: int) -> bool:
    """Tell whether a keyword names this tag and no other: those of repeating groups name many."""
    try:
        return parsed(keyword)[0].tag == tag
    except UsageError:
        return False


def free_name(path: Path) -> Path:
    """Return a name beside a file that nothing has: FILE-2.toml, or FILE-3.toml and so on."""
    number = 2
    while (named := path.with_name(f"{path.stem}-{number}{_TOML}")).exists():
        number += 1
    return named


def text_of(path: Path) -> str | None:
    """Return what is in a file, None if it is not there.

    Raises:
        OutputError: if it cannot be read.

    """
    try:
        return path.read_bytes().decode("utf-8")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError):
        raise OutputError(f"{path} cannot be read: nothing is written") from None


def publish(path: Path, text: str, before: str | None, is_right: Callable[[Path], bool]) -> bool:
    """Write a file in one go, readable by its owner only, if what was written is right.

    `before` is what is there, None if nothing is: somebody else's is never written over. `is_right`
    is given a draft beside the file. Tell whether it was written.

    Raises:
        ConflictError: if something else is there by now.
        OutputError: if it cannot be written.

    """
    path = path.resolve()
    draft = path.with_name(f".{path.stem}.draft{path.suffix}")
    try:
        draft.unlink(missing_ok=True)
        try:
            _write(draft, text)
            if not is_right(draft):
                return False
            _put(draft, path, before)
        finally:
            draft.unlink(missing_ok=True)
    except OSError as problem:
        raise OutputError(f"cannot write {path}: {problem.strerror}") from None
    return True


def _write(draft: Path, text: str) -> None:
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _put(draft: Path, path: Path, before: str | None) -> None:
    if before is None:
        if not link(draft, path):
            raise ConflictError(f"{path} was made by somebody else meanwhile")
    elif text_of(path) != before:
        raise ConflictError(f"{path} was changed by somebody else meanwhile")
    else:
        draft.replace(path)
    sync(path.parent)
