"""Which words of a line are known or certain, alone or together with their neighbors."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from scrub.phi.vocabulary import Vocabulary

_LONGEST = 4


def known_words(texts: Sequence[str], vocabulary: Vocabulary) -> list[bool]:
    """Tell of each word whether it is known: `7:14` is with `FA`."""
    known = _covered(texts, vocabulary.knows)
    for start in range(len(texts) - 1):
        pair = slice(start, start + 2)
        # A space too many is a common misreading: SUP INE.
        if not all(known[pair]) and vocabulary.is_word("".join(texts[pair])):
            known[pair] = [True, True]
    return known


def certain_words(texts: Sequence[str], vocabulary: Vocabulary) -> list[bool]:
    """Tell of each word whether it is certain: `22` is with `ms`."""
    return _covered(texts, vocabulary.is_certain)


def _covered(texts: Sequence[str], holds: Callable[[str], bool]) -> list[bool]:
    """Tell of each word whether it, or a few words with it, is what holds."""
    covered = [holds(text) for text in texts]
    for width in range(2, min(len(texts), _LONGEST) + 1):
        for start in range(len(texts) - width + 1):
            window = slice(start, start + width)
            if not all(covered[window]) and holds(" ".join(texts[window])):
                covered[window] = [True] * width
    return covered
