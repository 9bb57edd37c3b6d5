"""Stand-ins for packages that are not there."""

import numpy as np
import pytest

from harness.inside.standins import MissingPackageError, StandInModule

plt, torch, tqdm = StandInModule("matplotlib.pyplot"), StandInModule("torch"), StandInModule("tqdm")


def test_definitions_pass() -> None:
    plt.style.use("ggplot")
    plt.rcParams["figure.figsize"] = (3, 4)
    plt.rcParams.size = 3

    class Net(torch.nn.Module):  # type: ignore[misc, name-defined]  # a stand-in as a base class
        pass

    @torch.no_grad()  # type: ignore[untyped-decorator]  # a stand-in as a decorator
    def three() -> int:
        return 3

    @torch.jit.script  # type: ignore[untyped-decorator]
    def four() -> int:
        return 4

    with torch.no_grad() as context:
        assert repr(context) == "<stand-in for torch.no_grad()>"
    assert isinstance(Net(), object)
    assert (three(), four()) == (3, 4)
    assert torch.__all__ == []
    assert len({torch.a, torch.b}) == 2


def test_computing_with_one_names_the_package() -> None:
    for use in (
        lambda x: x + 1,
        lambda x: 1 + x,
        lambda x: np.ones(3) @ x,
        np.asarray,
        float,
        bool,
        list,
        len,
        lambda x: x[0],
        lambda x: x == 1,
    ):
        with pytest.raises(MissingPackageError, match="torch is not available"):
            use(torch.tensor(3))  # type: ignore[operator]  # any use


def test_special_names_are_missing() -> None:
    for thing in (torch, torch.x, tqdm.tqdm(())):
        assert not hasattr(thing, "__wrapped__")


def test_progress_bars_only_iterate() -> None:
    assert list(tqdm.tqdm(range(3), desc="x")) == [0, 1, 2]
    assert list(tqdm.trange(3)) == [0, 1, 2]
    with tqdm.tqdm(total=3) as bar:
        bar.update(1)
    assert repr(tqdm.other) == "<stand-in for tqdm.other>"
