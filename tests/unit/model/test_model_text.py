from __future__ import annotations

from scrub.model.text import Sensitive


def test_latin_letters_alone_are_told_without_revealing_them() -> None:
    assert Sensitive("MS").is_latin()
    assert not any(Sensitive(text).is_latin() for text in ("", "M2", "M S", "É", "王"))
