"""Which languages there are, and which one is spoken: as asked for, else as the environment says."""

from collections.abc import Mapping
from pathlib import Path

from harness.errors import UsageError
from harness.languages.words import ENGLISH

HERE = Path(__file__).parent
OURS = "HARNESS_LANG"
# As POSIX has it: the first that is set counts.
VARIABLES = (OURS, "LC_ALL", "LC_MESSAGES", "LANG")
# The C locale is spoken by programs; for people it is English.
_NOBODYS = frozenset(("c", "posix"))
# The script that regions write whose language has several; the folders are named by it.
_SCRIPTS = {"zh": ("Hant", {"cn": "Hans", "sg": "Hans", "my": "Hans"})}


def languages(folder: Path = HERE) -> tuple[str, ...]:
    """Return the languages there are: English, and each folder that holds an interface.po."""
    return (ENGLISH, *sorted(path.parent.name for path in folder.glob("*/interface.po")))


def sheets(language: str, folder: Path = HERE) -> tuple[Path, ...]:
    """Return the style sheets that a language's folder has for its letters."""
    return tuple(sorted((folder / language).glob("*.css")))


def asked_for(name: str, folder: Path = HERE) -> str:
    """Return the language of this name; raises UsageError where there is none."""
    found = matching(name, folder)
    if found is None:
        known = ", ".join(languages(folder))
        raise UsageError(f"There is no language {name!r}: choose among {known}, or leave --lang out.")
    return found


def of_environment(environment: Mapping[str, str], folder: Path = HERE) -> str:
    """Return the language that the environment asks for, English where that is not known."""
    name = next((environment[variable] for variable in VARIABLES if environment.get(variable)), "")
    return matching(name, folder) or ENGLISH


def matching(name: str, folder: Path = HERE) -> str | None:
    """Return the language that a name means, such as `zh_TW.UTF-8`, `zh-Hant` or `zh`; None where there is none."""
    plain = name.partition(".")[0].partition("@")[0].replace("-", "_").strip().casefold()
    parts = [part for part in plain.split("_") if part]
    if not parts or plain in _NOBODYS:
        return ENGLISH if plain in _NOBODYS else None
    by_name = {language.casefold(): language for language in languages(folder)}
    base, rest = parts[0], parts[1:]
    if base in _SCRIPTS:
        usual, by_region = _SCRIPTS[base]
        named = [part for part in rest if len(part) == len(usual)]
        script = named[0] if named else next((by_region[part] for part in rest if part in by_region), usual).casefold()
        return by_name.get(f"{base}_{script}")
    wanted = ["_".join(parts[:length]) for length in range(len(parts), 0, -1)]
    return next((by_name[one] for one in wanted if one in by_name), None)
