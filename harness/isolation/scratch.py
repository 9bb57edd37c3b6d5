"""The scratch folder as seen from outside: how full it is, and its removal, whatever a submission made of it."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress

# Of a scratch folder that the kernel does not limit; as many as a private one holds.
MAX_ENTRIES = 1000
BLOCK = 512  # bytes; the unit of st_blocks


def overfull(scratch: str, megabytes: int) -> bool:
    """Tell whether a scratch folder holds more than it may, or hides what it holds.

    Looks at no more entries than it may have.
    """
    room, entries = megabytes * 2**20, 0
    folders = [scratch]
    for folder in folders:
        try:
            with os.scandir(folder) as found:
                for entry in found:
                    entries += 1
                    if entry.is_dir(follow_symlinks=False):
                        folders.append(entry.path)
                    else:
                        room -= entry.stat(follow_symlinks=False).st_blocks * BLOCK
                    if room < 0 or entries > MAX_ENTRIES:
                        return True
        except (FileNotFoundError, NotADirectoryError):
            continue  # removed meanwhile
        except OSError:
            return True  # closed to us, or deeper than a path can name
    return False


def remove(scratch: str) -> None:
    """Remove a scratch folder with all that is in it, however deep, without following links; nobody may use it."""
    with suppress(OSError):
        with _entered(scratch) as top:
            waiting = _cleared(top, top)
            while waiting:
                folder = waiting.pop()
                with suppress(OSError):
                    with _entered(folder, top) as inner:
                        waiting += _cleared(inner, top)
                    os.rmdir(folder, dir_fd=top)
        os.rmdir(scratch)  # noqa: PTH106  (names may hold anything)


def _cleared(folder: int, top: int) -> list[str]:
    """Unlink the files of a folder, move its folders into `top`, and return their new names there.

    So no path is ever longer than one name, and nothing here recurs.
    """
    moved = []
    with os.scandir(folder) as entries:
        for entry in list(entries):
            with suppress(OSError):
                if entry.is_dir(follow_symlinks=False):
                    name = os.urandom(8).hex()
                    os.chmod(entry.name, stat.S_IRWXU, dir_fd=folder)
                    os.rename(entry.name, name, src_dir_fd=folder, dst_dir_fd=top)
                    moved.append(name)
                else:
                    os.unlink(entry.name, dir_fd=folder)
    return moved


@contextmanager
def _entered(folder: str, place: int | None = None) -> Iterator[int]:
    """Give a descriptor of a folder, in another one; raises OSError, for a link as well."""
    if stat.S_ISDIR(os.stat(folder, dir_fd=place, follow_symlinks=False).st_mode):
        os.chmod(folder, stat.S_IRWXU, dir_fd=place)
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=place)
    try:
        yield descriptor
    finally:
        os.close(descriptor)
