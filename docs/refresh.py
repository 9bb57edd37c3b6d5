"""Write again everything in the documentation that is generated.

    python docs/refresh.py [--screenshot [BROWSER]]     (with the project installed)

The sample report (JSON and HTML), the sample of terminal output and the number of bugs in the README, the pages of the
catalogue; with --screenshot also docs/report.png, by a headless Chromium.  tests/test_sample_report.py says when to.
"""

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from harness.grade import grade
from harness.launching import Options
from harness.records import Report
from harness.renderers import html, json, terminal
from mutants._catalogue import catalogue
from mutants._mutant import Mutant

ROOT = Path(__file__).resolve().parents[1]
SUBMISSION = ROOT / "examples" / "one_bug.py"
SAMPLE_JSON, SAMPLE_HTML = ROOT / "reports/sample/one_bug.json", ROOT / "reports/sample/one_bug.html"
README, CATALOGUE, SCREENSHOT = ROOT / "README.md", ROOT / "docs/catalogue.md", ROOT / "docs/report.png"
WIDTH, PAGE = 80, "1280,1000"  # columns of the terminal, pixels of the page
BROWSER_FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
)
BROWSER_SECONDS = 60


def main() -> None:
    """Write all of it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--screenshot", nargs="?", const="chromium", metavar="BROWSER", help="also docs/report.png")
    browser = parser.parse_args().screenshot
    report = sample()
    SAMPLE_JSON.parent.mkdir(parents=True, exist_ok=True)
    SAMPLE_JSON.write_text(json.render(report), encoding="utf-8")
    SAMPLE_HTML.write_text(html.render(report), encoding="utf-8")
    CATALOGUE.write_text(catalogue_page(), encoding="utf-8")
    text = README.read_text(encoding="utf-8")
    for name, part in readme_parts(report).items():
        text = with_part(text, name, part)
    README.write_text(text, encoding="utf-8")
    if browser is not None:
        photograph(browser)


def sample() -> Report:
    """Grade the example of the README."""
    return grade(SUBMISSION, Options(mends=True))


def readme_parts(report: Report) -> dict[str, str]:
    """Return what the README shows of the program's own output, by the name between the part's marks."""
    said = terminal.render(report, width=WIDTH, html_path="reports/one_bug.html")
    families = {mutant.family for mutant in catalogue()}
    return {
        "terminal": f"```text\n$ harness check examples/one_bug.py\n{said}```",
        "counts": f"{len(catalogue())} bugs in {len(families)} families",
    }


def part_of(text: str, name: str) -> str:
    """Return what stands between the marks of a part; raises ValueError where they are missing."""
    begin, end = _marks(name)
    if text.count(begin) != 1 or text.count(end) != 1:
        raise ValueError(f"expected {begin} and {end} once each in the README")
    return text.partition(begin)[2].partition(end)[0].strip("\n")


def with_part(text: str, name: str, part: str) -> str:
    """Return the text with another part between the marks."""
    begin, end = _marks(name)
    lines = "\n" if "\n" in part else ""
    before, _, rest = text.partition(begin)
    part_of(text, name)
    return f"{before}{begin}{lines}{part}{lines}{end}{rest.partition(end)[2]}"


def _marks(name: str) -> tuple[str, str]:
    return f"<!-- {name} -->", f"<!-- /{name} -->"


def catalogue_page() -> str:
    """Return the page that lists every documented bug, those of the article first."""
    documented = [mutant for mutant in catalogue() if mutant.article]
    others = [mutant for mutant in catalogue() if not mutant.article]
    return (
        "# The documented bugs\n\n"
        "Written by `docs/refresh.py` from `mutants/`. `harness mutants show ID` explains one, with its diff; an id "
        "before the dot is a family and shows all its members. *Latent* bugs do harm only with odd input: an initial "
        "state of another shape or type, a batch.\n\n"
        f"## In the article\n\n{_table(documented)}\n## Found beside it\n\n{_table(others)}"
    )


def _table(mutants: Iterable[Mutant]) -> str:
    rows = ["| id | severity | where | what is wrong |", "|---|---|---|---|"]
    for mutant in mutants:
        severity = f"{mutant.severity.value}, latent" if mutant.latent else mutant.severity.value
        title = mutant.title.replace("|", "\\|")
        rows.append(f"| `{mutant.id}` | {severity} | {mutant.where} | {title} |")
    return "\n".join(rows) + "\n"


def photograph(browser: str) -> None:
    """Save the top of the sample report as a picture; raises CalledProcessError or FileNotFoundError."""
    with tempfile.TemporaryDirectory() as profile:
        subprocess.run(
            [
                browser,
                *BROWSER_FLAGS,
                f"--user-data-dir={profile}",
                f"--window-size={PAGE}",
                f"--screenshot={SCREENSHOT}",
                SAMPLE_HTML.as_uri(),
            ],
            check=True,
            timeout=BROWSER_SECONDS,
            stdout=sys.stderr,
        )


if __name__ == "__main__":
    main()
