"""How a submission's statements and imports are executed in the worker."""

import ast
import sys
from collections.abc import Iterator

import numpy as np
import pytest

from harness.inside import modules, older
from harness.inside.standins import StandIn
from harness.inside.statements import absolute, execute_one

Namespace = dict[str, object]


@pytest.fixture
def untouched() -> Iterator[None]:
    """Give back what the worker, which lives in a process of its own, changes for good."""
    path, known, arguments = list(sys.meta_path), set(sys.modules), sys.argv
    yield
    sys.meta_path[:], sys.argv = path, arguments
    for name in set(sys.modules) - known:
        del sys.modules[name]


def executed(text: str, namespace: Namespace | None = None) -> Namespace:
    """Execute each statement of a text."""
    found: Namespace = {"__name__": "submission"} if namespace is None else namespace
    for statement in absolute(ast.parse(text)).body:
        execute_one(statement, "it.py", found, 0)
    return found


def test_a_default_that_nothing_has_bound_is_a_stand_in_and_its_name_stays_free() -> None:
    namespace = executed("def f(a, p=params, q=other.size): return a, p")
    assert "params" not in namespace
    assert namespace["f"](1, 2) == (1, 2)  # type: ignore[operator]  # a function
    assert isinstance(namespace["f"](1)[1], StandIn)  # type: ignore[operator]


def test_a_name_that_is_missing_in_anything_else_raises() -> None:
    with pytest.raises(NameError, match="params"):
        executed("x = params")
    with pytest.raises(TypeError):
        executed("def f(a=len(3)): pass")


def test_relative_imports_of_a_main_file_mean_the_files_beside_it() -> None:
    tree = ast.parse("from .a import b\nfrom . import c\nfrom ..d.e import f\nif x:\n    from . import g\nimport h")
    assert ast.unparse(absolute(tree)) == "from a import b\nimport c\nfrom d.e import f\nif x:\n    import g\nimport h"
    inner = ast.parse("from .a import b\nfrom ..c import d")
    assert ast.unparse(absolute(inner, depth=1)) == "from .a import b\nfrom c import d"


@pytest.mark.usefixtures("untouched")
def test_helpers_are_modules_and_packages_and_a_statement_that_fails_takes_no_other_with_it() -> None:
    found = modules.install(
        {
            "its_utils": "x = 1\ny = 1 / 0\nraise SystemExit\nz = 3",
            "its_package.a": "from .b import value\nfrom . import b\nfrom ..its_utils import z",
            "its_package.b": "value = 5",
        }
    )
    namespace = executed("import its_utils\nfrom its_package.a import value, z\nfrom .its_utils import x as own")
    assert (namespace["value"], namespace["z"], namespace["own"]) == (5, 3, 1)
    assert isinstance(namespace["its_utils"].y, StandIn)  # type: ignore[attr-defined]  # a module
    assert [(name, failure.line, failure.type) for name, failure in found.helpers.failures] == [
        ("its_utils", 2, "ZeroDivisionError"),
        ("its_utils", 3, "SystemExit"),
    ]
    assert found.helpers.provided == {"its_utils", "its_package", "its_package.a", "its_package.b"}


@pytest.mark.usefixtures("untouched")
def test_a_helper_is_found_before_what_is_installed_and_other_packages_are_stand_ins() -> None:
    found = modules.install({"jsonschema_of_mine": "x = 1", "wave": "x = 2"})
    namespace = executed("import wave, not_installed_anywhere\nfrom jsonschema_of_mine import x")
    assert (namespace["wave"].x, namespace["x"]) == (2, 1)  # type: ignore[attr-defined]
    assert found.stand_ins.stood_in == {"not_installed_anywhere"}
    assert sys.argv == ["submission.py"]


def test_every_old_name_has_a_value_and_those_of_today_stay() -> None:
    before = np.prod
    older.install()
    assert np.prod is before
    for name in older.NUMPY:
        assert hasattr(np, name), name
    namespace = executed(
        "import numpy as np, itertools, sys, time\n"
        "a = np.cumproduct([2, 3, 4])\nb = np.asscalar(np.array([3.0]))\nc = np.float(1) + np.NINF\n"
        "d = [unicode, long, basestring, xrange(3)]\ne = reduce(lambda x, y: x + y, [1, 2, 3])\n"
        "f = list(itertools.izip([1], [2])), sys.maxint > 0, time.clock() >= 0\n"
        "g = np.asfarray([1]).dtype, np.msort([2, 1])[0], np.in1d([1], [1])\nget_ipython().system('ls')\n"
    )
    assert np.array_equal(namespace["a"], [2, 6, 24])  # type: ignore[arg-type]
    assert (namespace["b"], namespace["c"], namespace["e"]) == (3.0, -np.inf, 6)
    assert namespace["d"] == [str, int, str, range(3)]
    assert namespace["f"] == ([(1, 2)], True, True)
    assert namespace["g"] == (np.float64, 1, True)
