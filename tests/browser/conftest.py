"""One Chromium for all tests of pages; where there is none, they are skipped and say so."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from .documents import DOCUMENTS
from .opened import Opened

# HARNESS_CHROMIUM names another one; Playwright's own download is not asked for.
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# As root, as in containers, Chromium starts without its sandbox only; nothing but our own pages is opened.
FLAGS = ("--no-sandbox", "--disable-gpu", "--hide-scrollbars")
Open = Callable[..., Opened]


def chromium() -> str | None:
    """Return the path of the system's Chromium."""
    named = os.environ.get("HARNESS_CHROMIUM")
    return named or next((path for name in NAMES if (path := shutil.which(name))), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Start the browser once."""
    playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    path = chromium()
    if path is None:
        pytest.skip("no Chromium on this machine: install it, or name one in HARNESS_CHROMIUM")
    with playwright.sync_playwright() as started:
        running = started.chromium.launch(executable_path=path, args=list(FLAGS))
        yield running
        running.close()


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Write every document once, when it is first opened."""
    return {"folder": tmp_path_factory.mktemp("documents")}


@pytest.fixture
def opened(browser: Any, files: dict[str, Path]) -> Iterator[Open]:
    """Open documents by name, under the settings of a browser's context."""
    with ExitStack() as stack:

        def open_one(name: str, **settings: Any) -> Opened:
            if name not in files:
                files[name] = files["folder"] / f"{name}.html"
                files[name].write_text(DOCUMENTS[name](), encoding="utf-8")
            context = browser.new_context(**settings)
            stack.callback(context.close)
            return Opened.of(context.new_page(), files[name].as_uri())

        yield open_one
