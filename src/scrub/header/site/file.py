"""A site's own recipe, from TOML or YAML: checked as it is read, every problem told by its line.

    profile = "basic"
    options = ["retain-patient-characteristics"]
    strategy = "pseudonymize"            # or dummy, remove
    prefix = "SITE_"
    age_cap = "089"                      # or 090
    preserve_studies = true
    keep_tags = ["PatientAge"]           # as one more rule, after the others

    [[rules]]                            # of two rules for an element the later holds
    keep = ["PatientSex", "0018,xxxx"]   # an attribute: keyword, tag, x for any digit, group
    [[rules]]
    replace = "ClinicalTrialProtocolID"
    with = "STUDY-7"                     # a list where there are several values
    [[rules]]
    hash = ["AccessionNumber", {path = "RequestAttributesSequence.*.AccessionNumber"}]
    [[rules]]
    remove = {vr = "PN"}
    [[rules]]
    empty = {path = "PatientComments"}   # at the top; * stands for any sequences, or none
    [[rules]]
    keep = {creator = "SIEMENS CSA HEADER", element = "xx08"}

    [cluster]                            # for --executor dask, without --scheduler
    kind = "slurm"                       # or pbs, lsf; local: processes of this machine
    jobs = 20
    [cluster.options]                    # what dask-jobqueue's SLURMCluster takes
    queue = "batch"
    cores = 4
    memory = "8GB"
    walltime = "12:00:00"

The same keys and values make a YAML file; tags are in quotes there.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from scrub.errors import RecipeError, UsageError
from scrub.header.profile import BASIC, PROFILES, load_profile
from scrub.header.site.cluster_nodes import cluster_of
from scrub.header.site.nodes import (
    Items,
    Problems,
    Text,
    WrongError,
    fields_of,
    items_of,
    text_of,
    unknown,
)
from scrub.header.site.rule_nodes import RuleNodes
from scrub.header.site.selectors import check, selector_of
from scrub.header.site.toml_nodes import toml_nodes
from scrub.header.site.yaml_nodes import yaml_nodes
from scrub.model.site import SiteRecipe, SiteRule, Verb
from scrub.recipe import OPTIONS, Strategy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from scrub.header.site.nodes import Node
    from scrub.model.site import Selector

_READERS = {".toml": toml_nodes, ".yaml": yaml_nodes, ".yml": yaml_nodes}
_PREFIX = re.compile(r"[A-Za-z0-9_-]{1,16}")
_AGE_CAPS = {"089": "089Y", "090": "090Y", "089Y": "089Y", "090Y": "090Y"}
_FLAGS = {"true": True, "false": False}
_LISTED = re.compile(r" *\([^()]*\) *| *[0-9A-Fa-f]{4} *, *[0-9A-Fa-f]{4}(?![0-9A-Za-z])|[^,]+")


def load_site_recipe(path: Path) -> SiteRecipe:
    """Return what a recipe file asks for.

    Raises:
        RecipeError: with file and line of all that is wrong.

    """
    reader = _READERS.get(path.suffix.lower())
    if not reader:
        raise RecipeError(f"{path}: a recipe is .toml, .yaml or .yml")
    try:
        content = path.read_text(encoding="utf-8-sig")
    except OSError:
        raise RecipeError(f"{path}: cannot be read") from None
    except UnicodeDecodeError:
        raise RecipeError(f"{path}: not UTF-8") from None
    problems = Problems(str(path))
    recipe = _recipe(reader(content, str(path)), problems)
    problems.check()
    return recipe


def keep_rules(text: str) -> tuple[SiteRule, ...]:
    """Return the rule that keeps attributes: keywords or tags with commas between them.

    Raises:
        UsageError: if there is none, one is no attribute, or is never kept.

    """
    try:
        selectors = tuple(_kept(name.strip()) for name in _LISTED.findall(text))
    except WrongError as wrong:
        raise UsageError(f"--keep-tags: {wrong}") from None
    if not selectors:
        raise UsageError("--keep-tags: no attribute is named")
    return (SiteRule(Verb.KEEP, selectors),)


def _kept(name: str) -> Selector:
    node = Text(0, name)
    selector = selector_of(node)
    check(Verb.KEEP, selector, node)
    if not selector.tag.is_exact:
        raise WrongError(0, f"{name!r} is not one attribute")
    return selector


def _recipe(root: Node, problems: Problems) -> SiteRecipe:
    """Return what a file asks for, as far as it is right; the rest is noted."""
    rules = RuleNodes(problems)
    parsers: Mapping[str, Callable[[Node], Any]] = {
        "profile": _one_of("profile", PROFILES),
        "options": lambda node: _options(node, problems),
        "strategy": _one_of("strategy", tuple(map(str, Strategy))),
        "prefix": _prefix,
        "age_cap": _age_cap,
        "preserve_studies": _flag,
        "rules": rules.rules,
        "keep_tags": rules.keeping,
        "cluster": lambda node: cluster_of(node, problems),
    }
    fields, wrong = problems.tried(lambda node: fields_of(node, tuple(parsers)), root) or ({}, ())
    problems.note(wrong)
    found = {key: problems.tried(parsers[key], node) for key, node in fields.items()}
    options = found.get("options")
    if options:
        line = fields["options"].line
        problems.note(_unfit(found.get("profile") or BASIC, options, line))
    kept: tuple[SiteRule, ...] = found.pop("keep_tags", None) or ()
    made: tuple[SiteRule, ...] = found.pop("rules", None) or ()
    return SiteRecipe(**found, rules=(*made, *kept))


def _unfit(profile: str, options: tuple[str, ...], line: int) -> Iterator[WrongError]:
    """Yield that options exclude each other, or are not for the profile."""
    try:
        load_profile(profile, options)
    except RecipeError as error:
        yield WrongError(line, str(error))


def _options(node: Node, problems: Problems) -> tuple[str, ...]:
    parse = _one_of("option", OPTIONS)
    nodes = () if isinstance(node, Items) and not node.items else items_of(node)
    return tuple(filter(None, (problems.tried(parse, one) for one in nodes)))


def _one_of(what: str, known: tuple[str, ...]) -> Callable[[Node], str]:
    def parse(node: Node) -> str:
        text = text_of(node)
        if text not in known:
            raise WrongError(node.line, unknown(what, text, known))
        return text

    return parse


def _prefix(node: Node) -> str:
    text = text_of(node)
    if not _PREFIX.fullmatch(text):
        raise WrongError(node.line, "prefix is up to 16 letters, digits, - and _")
    return text


def _age_cap(node: Node) -> str:
    text = text_of(node)
    if text not in _AGE_CAPS:
        raise WrongError(node.line, f'age_cap is "089" or "090", not {text!r}')
    return _AGE_CAPS[text]


def _flag(node: Node) -> bool:
    text = text_of(node)
    if text not in _FLAGS:
        raise WrongError(node.line, f"true or false was expected, not {text!r}")
    return _FLAGS[text]
