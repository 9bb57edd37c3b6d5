"""Inert stand-ins for packages that are not there: they let definitions pass and fail only when a value is needed."""

from collections.abc import Callable, Iterable, Iterator
from types import FunctionType, ModuleType
from typing import Self


class MissingPackageError(ImportError):
    """A submission computes with something that only a missing package could give."""


class StandIn:
    """Any object of a missing package: attributes and calls give stand-ins, computing with one raises.

    As a decorator it returns the function unchanged, as a base class it is `object`, in `with` it does nothing.
    """

    def __init__(self, name: str) -> None:
        self.__dict__["_name"] = name

    def __getattr__(self, name: str) -> "StandIn":
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        return StandIn(f"{self._name}.{name}")

    def __setattr__(self, name: str, value: object) -> None:
        """Accept and forget settings such as `plt.rcParams.x = 1`."""

    def __setitem__(self, key: object, value: object) -> None:
        """Accept and forget settings such as `plt.rcParams['x'] = 1`."""

    def __call__(self, *arguments: object, **options: object) -> object:
        """Act as a decorator on a function or class; else give another stand-in."""
        if len(arguments) == 1 and not options and isinstance(arguments[0], FunctionType | type):
            return arguments[0]
        return StandIn(f"{self._name}()")

    def __mro_entries__(self, bases: tuple[object, ...]) -> tuple[type, ...]:
        return ()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        return None

    def __repr__(self) -> str:
        return f"<stand-in for {self._name}>"


def _missing(name: object) -> MissingPackageError:
    package = str(name).split(".", maxsplit=1)[0]
    return MissingPackageError(
        f"{name} is used, but {package} is not available where submissions run; only NumPy is: write this step in NumPy"
    )


def _refuse(self: StandIn, *operands: object) -> object:
    del operands
    raise _missing(self._name)


# Whatever needs a value: arithmetic, comparison, conversion, iteration, indexing, matplotlib's `fig, ax = …`.
_NEEDS_A_VALUE = (
    "add", "sub", "mul", "matmul", "truediv", "floordiv", "mod", "divmod", "pow", "lshift", "rshift", "and",
    "or", "xor", "radd", "rsub", "rmul", "rmatmul", "rtruediv", "rfloordiv", "rmod", "rpow", "rand", "ror",
    "rxor", "neg", "pos", "abs", "invert", "lt", "le", "gt", "ge", "eq", "ne", "bool", "int", "float",
    "complex", "index", "len", "iter", "next", "getitem", "contains", "array",
)  # fmt: skip
for _operation in _NEEDS_A_VALUE:
    setattr(StandIn, f"__{_operation}__", _refuse)
StandIn.__hash__ = object.__hash__  # type: ignore[method-assign]  # lost to __eq__ above


class StandInModule(ModuleType):
    """A missing module whose every attribute is a stand-in."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.__path__: list[str] = []

    def __getattr__(self, name: str) -> object:
        if name == "__all__":
            return []
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        stand_in = StandIn(f"{self.__name__}.{name}")
        in_progress = self.__name__.split(".", maxsplit=1)[0] == "tqdm"
        return _PROGRESS.get(name, stand_in) if in_progress else stand_in


class _Progress:
    """A progress bar that only iterates."""

    def __init__(self, iterable: Iterable[object] = (), *_arguments: object, **_options: object) -> None:
        self._iterable = iterable

    def __iter__(self) -> Iterator[object]:
        return iter(self._iterable)

    def __getattr__(self, name: str) -> StandIn:
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        return StandIn(f"tqdm.{name}")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        return None


def _progress_range(*arguments: int, **_options: object) -> _Progress:
    return _Progress(range(*arguments))


_PROGRESS: dict[str, Callable[..., object]] = {
    "tqdm": _Progress,
    "trange": _progress_range,
    "tqdm_notebook": _Progress,
}
