"""YAML that knows its lines, so that whoever wrote it is told where it is wrong."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import yaml

from scrub.errors import RecipeError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

# Of no schema: nothing here asks what a scalar looks like, and guessing takes half of the time.
_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_FLAGS = {"true": True, "false": False}


@dataclass(frozen=True, slots=True)
class Entry:
    """A value somewhere in a YAML file.

    Scalars are taken as they are written: `0402` is that text, and `no` is not False. Every
    method raises RecipeError, with file and line, if the value is not what is asked for.
    """

    node: yaml.Node
    path: Path

    def wrong(self, what: str) -> RecipeError:
        """Return the error that says what is wrong here."""
        return RecipeError(f"{self.place}: {what}")

    @property
    def place(self) -> str:
        """The file and the line, counted from 1."""
        return f"{self.path}:{self.node.start_mark.line + 1}"

    def text(self) -> str:
        """Return a text that is not empty."""
        if not isinstance(self.node, yaml.ScalarNode) or not self.node.value.strip():
            raise self.wrong("a text was expected here")
        return str(self.node.value)

    def number(self, low: int) -> int:
        """Return a whole number, `low` or more."""
        text = self.text()
        if not re.fullmatch(r"[0-9]{1,9}", text) or int(text) < low:
            raise self.wrong(f"a whole number of at least {low} was expected, not {text!r}")
        return int(text)

    def signed(self) -> int:
        """Return a whole number, which may be negative."""
        text = self.text()
        if not re.fullmatch(r"-?[0-9]{1,9}", text):
            raise self.wrong(f"a whole number was expected, not {text!r}")
        return int(text)

    def fraction(self) -> float:
        """Return a number in 0..1."""
        text = self.text()
        if not re.fullmatch(r"[01]|[01]?\.[0-9]+", text) or float(text) > 1:
            raise self.wrong(f"a number from 0.0 to 1.0 was expected, not {text!r}")
        return float(text)

    def flag(self) -> bool:
        """Return `true` or `false`."""
        text = self.text()
        if text not in _FLAGS:
            raise self.wrong(f"true or false was expected, not {text!r}")
        return _FLAGS[text]

    def items(self) -> tuple[Entry, ...]:
        """Return the values of a list."""
        if not isinstance(self.node, yaml.SequenceNode):
            raise self.wrong("a list was expected here")
        return tuple(Entry(node, self.path) for node in self.node.value)

    def texts(self) -> tuple[str, ...]:
        """Return the texts of a list that is not empty, or of a single text."""
        if isinstance(self.node, yaml.ScalarNode):
            return (self.text(),)
        texts = tuple(item.text() for item in self.items())
        if not texts:
            raise self.wrong("this list is empty")
        return texts

    def fields(self, known: frozenset[str]) -> Mapping[str, Entry]:
        """Return the values of a mapping by key, each key known and there once."""
        if not isinstance(self.node, yaml.MappingNode):
            raise self.wrong(f"keys were expected here: {', '.join(sorted(known))}")
        fields: dict[str, Entry] = {}
        for key_node, value in self.node.value:
            key = Entry(key_node, self.path)
            name = key.text()
            if name not in known:
                raise key.wrong(f"unknown key {name!r}; known are {', '.join(sorted(known))}")
            if name in fields:
                raise key.wrong(f"the key {name!r} is here twice")
            fields[name] = Entry(value, self.path)
        return fields


def read(path: Path) -> Entry:
    """Return what the one document of a YAML file holds.

    Raises:
        RecipeError: if the file cannot be read, or is not one YAML document in UTF-8.

    """
    try:
        node = yaml.compose(path.read_text(encoding="utf-8"), Loader=_LOADER)
    except OSError:
        raise RecipeError(f"{path}: cannot be read") from None
    except UnicodeDecodeError:
        raise RecipeError(f"{path}: not UTF-8") from None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise RecipeError(f"{path}:{line}: not YAML: {error.problem}") from None
    except (yaml.YAMLError, RecursionError):
        raise RecipeError(f"{path}: not YAML") from None
    if node is None:
        raise RecipeError(f"{path}:1: the file is empty")
    return Entry(node, path)
