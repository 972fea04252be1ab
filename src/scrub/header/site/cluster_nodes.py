"""The table `cluster` of a recipe file: who does the work, which no rule is about."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scrub.header.site.nodes import Items, Table, Text, WrongError, fields_of, text_of, unknown
from scrub.model.cluster import Cluster, Kind

if TYPE_CHECKING:
    from scrub.header.site.nodes import Node, Problems
    from scrub.model.cluster import One, Value

_KINDS = tuple(map(str, Kind))
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,17})")
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_FLAGS = {"true": True, "false": False}


def cluster_of(node: Node, problems: Problems) -> Cluster | None:
    """Return the cluster that a table describes; what is wrong in it is noted.

    Raises:
        WrongError: if it is no table.

    """
    fields, wrong = fields_of(node, ("kind", "jobs", "options"))
    problems.note(wrong)
    if "kind" not in fields:
        raise WrongError(node.line, f"a cluster has a kind: {', '.join(_KINDS)}")
    kind = problems.tried(_kind, fields["kind"])
    jobs = problems.tried(_jobs, fields["jobs"]) if "jobs" in fields else 1
    options = problems.tried(_options, fields["options"]) if "options" in fields else ()
    if kind is None or jobs is None or options is None:
        return None
    return Cluster(kind, jobs, options)


def _kind(node: Node) -> Kind:
    text = text_of(node)
    if text not in _KINDS:
        raise WrongError(node.line, unknown("kind of cluster", text, _KINDS))
    return Kind(text)


def _jobs(node: Node) -> int:
    text = text_of(node)
    if not _NUMBER.fullmatch(text) or int(text) < 1:
        raise WrongError(node.line, "jobs is a number from 1")
    return int(text)


def _options(node: Node) -> tuple[tuple[str, Value], ...]:
    if not isinstance(node, Table):
        raise WrongError(node.line, "names and values were expected here")
    found: dict[str, Value] = {}
    for name, value in node.fields:
        if not _NAME.fullmatch(name.text):
            raise WrongError(name.line, f"{name.text!r} is no name of an option")
        if name.text in found:
            raise WrongError(name.line, f"the key {name.text!r} is here twice")
        found[name.text] = _value(value)
    return tuple(found.items())


def _value(node: Node) -> Value:
    if isinstance(node, Items):
        return tuple(map(_one, node.items))
    return _one(node)


def _one(node: Node) -> One:
    """Return a number or flag where it looks like one, quoted or not: in a text it reads alike."""
    if not isinstance(node, Text):
        raise WrongError(node.line, "a text, a number, or true or false was expected here")
    if _NUMBER.fullmatch(node.text):
        return int(node.text)
    return _FLAGS.get(node.text, node.text)
