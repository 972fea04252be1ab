"""The rules of a recipe file, and the attributes of `keep_tags`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from scrub.header.site.nodes import Items, WrongError, fields_of, items_of, text_of
from scrub.header.site.selectors import check, check_values, selector_of
from scrub.model.site import SiteRule, Verb

if TYPE_CHECKING:
    from scrub.header.site.nodes import Node, Problems
    from scrub.model.site import Selector

_VERBS = tuple(map(str, Verb))
_WITH = "with"


@dataclass(frozen=True, slots=True)
class RuleNodes:
    """Rules as they are read. What is wrong is noted and left out, so that all of it is found."""

    problems: Problems

    def rules(self, node: Node) -> tuple[SiteRule, ...]:
        """Return the rules of a list, in its order.

        Raises:
            WrongError: if it is no list.

        """
        if not isinstance(node, Items):
            raise WrongError(node.line, "a list of rules was expected; in TOML, write [[rules]]")
        made = (self.problems.tried(self._rule, item) for item in node.items)
        return tuple(filter(None, made))

    def keeping(self, node: Node) -> tuple[SiteRule, ...]:
        """Return the rule that keeps some attributes."""
        return (self._made(Verb.KEEP, node),)

    def _rule(self, node: Node) -> SiteRule | None:
        fields, wrong = fields_of(node, (*_VERBS, _WITH))
        self.problems.note(wrong)
        given = fields.pop(_WITH, None)
        if len(fields) != 1:
            if not wrong:
                raise WrongError(node.line, f"a rule has one of {', '.join(_VERBS)}")
            return None
        ((key, selected),) = fields.items()
        verb = Verb(key)
        if (verb is Verb.REPLACE) != (given is not None):
            if not wrong:
                raise WrongError(
                    node.line, "replace goes with a value, with = …; no other verb does"
                )
            return None
        made = self._made(verb, selected)
        return self._replacing(made, given) if given else made

    def _made(self, verb: Verb, selected: Node) -> SiteRule:
        def selector(node: Node) -> Selector:
            made = selector_of(node)
            check(verb, made, node)
            return made

        nodes = self.problems.tried(items_of, selected) or ()
        selectors = tuple(self.problems.tried(selector, node) for node in nodes)
        return SiteRule(verb, tuple(filter(None, selectors)))

    def _replacing(self, rule: SiteRule, given: Node) -> SiteRule:
        values = tuple(map(text_of, items_of(given)))
        for selector in rule.selectors:
            check_values(selector, values, given.line)
        return replace(rule, value=values)
