"""What a report follows from: the text of our own modules, told apart by a digest."""

from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from importlib import import_module
from pathlib import Path

PACKAGES = ("harness", "mutants", "reference")
ENDINGS = (".py", ".j2", ".css", ".po")
# Of the digest: told to people.
DIGITS = 8


@cache
def sources() -> str:
    """Return the digest of what is installed here: two checkouts may call themselves the same version."""
    return digest_of({name: Path(import_module(name).__path__[0]) for name in PACKAGES})


def digest_of(roots: Mapping[str, Path]) -> str:
    """Return a digest of all modules and templates below these folders, wherever they stand."""
    digest = sha256()
    for package, root in sorted(roots.items()):
        for path in sorted(path for path in root.rglob("*") if path.suffix in ENDINGS):
            digest.update(f"{package} {path.relative_to(root).as_posix()} {path.stat().st_size}\0".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:DIGITS]
