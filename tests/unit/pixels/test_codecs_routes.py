from __future__ import annotations

import sysconfig
from shutil import which

import pytest

from scrub.pixels.codecs import routes


def compiler() -> str | None:
    return which((sysconfig.get_config_var("CC") or "cc").split()[0])


@pytest.mark.skipif(compiler() is None, reason="no compiler here")
def test_where_a_compiler_is_the_compiled_route_is_in_use() -> None:
    assert routes.route_in_use() == "compiled"
    assert [route.name for route in routes.routes()] == ["compiled", "pure"]


def test_the_pure_route_is_always_there() -> None:
    assert routes.routes()[-1] is routes.PURE
