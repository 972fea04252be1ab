"""YAML as values that know their lines.

Scalars are taken as they are written: `0018` is that text and not a number.
"""

from __future__ import annotations

import yaml

from scrub.errors import RecipeError
from scrub.header.site.nodes import Items, Node, Table, Text

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def yaml_nodes(content: str, file: str) -> Node:
    """Return what the one document of a YAML file holds.

    Raises:
        RecipeError: if it is not one YAML document.

    """
    try:
        node = yaml.compose(content, Loader=_LOADER)
        return _node(node) if node else Table(1, ())
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise RecipeError(f"{file}:{line}: not YAML: {error.problem or error.context}") from None
    except (yaml.YAMLError, RecursionError):
        raise RecipeError(f"{file}: not YAML") from None


def _node(node: yaml.Node) -> Node:
    line = node.start_mark.line + 1
    if isinstance(node, yaml.SequenceNode):
        return Items(line, tuple(map(_node, node.value)))
    if isinstance(node, yaml.MappingNode):
        return Table(line, tuple((_key(key), _node(value)) for key, value in node.value))
    return Text(line, str(node.value))


def _key(node: yaml.Node) -> Text:
    return Text(
        node.start_mark.line + 1, str(node.value) if isinstance(node, yaml.ScalarNode) else ""
    )
