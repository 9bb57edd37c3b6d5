"""A whole class, part of it hostile, is graded without an operator; whoever dies on the way, the marks are the same."""

import csv
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from dask_clusters import local_cluster
from generated_class import BROKEN, HARMLESS, RIGHT, TENTH, kind, write_class
from grading import outliving

# Submissions, and how often the run is killed.
SIZES = [pytest.param(12, 3, id="small"), pytest.param(200, 20, id="full", marks=pytest.mark.slow)]
# Python's start and ours, before the first submission is graded.
START = 2.0
# Nothing is left of a run that was killed, once the kernel has told its processes.
END = 20.0
LIMIT = 3600.0


@dataclass
class Course:
    """A folder of submissions, and where its runs write."""

    folder: Path
    seconds: float = 0.0  # of the run without disturbance

    @property
    def temporary(self) -> Path:
        """The folder for temporary files, by which the processes of its runs are known."""
        return self.folder / "temporary"

    def started(self, output: str, *options: str) -> "subprocess.Popen[bytes]":
        """Start a run."""
        command = [sys.executable, "-m", "harness.cli", "grade", "class", "-o", output, "--jobs", "2", *options]
        environment = os.environ | {"TMPDIR": str(self.temporary)}
        with (self.folder / "log").open("ab") as log:
            return subprocess.Popen(command, cwd=self.folder, env=environment, stdout=log, stderr=log)

    def run(self, output: str) -> None:
        """Run to the end."""
        assert self.started(output).wait(LIMIT) == 0, self.log()

    def log(self) -> str:
        """Return what the runs printed."""
        return (self.folder / "log").read_text(encoding="utf-8")

    def rows(self, output: str) -> list[dict[str, str]]:
        """Return the gradebook."""
        with (self.folder / output / "gradebook.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def results(self, output: str) -> list[dict[str, object]]:
        """Return all results without their timings."""
        lines = (self.folder / output / "results.jsonl").read_text(encoding="utf-8").splitlines()
        found = [json.loads(line) for line in lines]
        for one in found:
            (one["report"] or {}).pop("seconds", None)
        return found

    def files(self, output: str) -> set[str]:
        """Return the names of all files that a run wrote."""
        root = self.folder / output
        return {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}

    def insist_on_the_same(self, one: str, other: str) -> None:
        """Fail where two runs differ in more than timings."""
        first, second = (self.folder / output / "gradebook.csv" for output in (one, other))
        assert first.read_bytes() == second.read_bytes()
        assert self.results(one) == self.results(other)
        assert self.files(one) == self.files(other)


COURSES: dict[int, Course] = {}


@pytest.fixture
def course(count: int, tmp_path_factory: pytest.TempPathFactory) -> Course:
    """Return a class of this size, graded once without disturbance in the folder `calm`."""
    if count not in COURSES:
        made = Course(tmp_path_factory.mktemp(f"class{count}"))
        write_class(made.folder / "class", count)
        made.temporary.mkdir()
        began = time.monotonic()
        made.run("calm")
        made.seconds = time.monotonic() - began
        COURSES[count] = made
    return COURSES[count]


@pytest.mark.parametrize(("count", "kills"), SIZES)
def test_a_class_is_graded_without_an_operator(course: Course, count: int, kills: int) -> None:
    assert kills > 0
    rows = course.rows("calm")
    assert [row["student"] for row in rows] == [f"student-{number:03}" for number in range(count)]
    counted = Counter(row["verdict"] for row in rows)
    told = ", ".join(f"{number} {verdict}" for verdict, number in sorted(counted.items()))
    assert told in course.log().splitlines()
    assert {row["state"] for row in rows} <= {"graded", "ungradable"}
    assert all(row["sentence"] and row["earned"] for row in rows)
    for number, row in enumerate(rows):
        if number % TENTH == RIGHT:
            assert row["verdict"] == "clean", row
        if number % TENTH == BROKEN and kind(number) not in HARMLESS:
            assert row["verdict"] != "clean", row
            assert float(row["earned"]) < float(row["possible"])
    wanted = {f"students/{row['student']}.html" for row in rows} | {"gradebook.csv", "results.jsonl"}
    assert wanted <= course.files("calm")
    assert list(course.temporary.iterdir()) == []


@pytest.mark.parametrize(("count", "kills"), SIZES)
def test_a_run_that_is_killed_at_any_moment_and_resumed_gives_the_same_gradebook(
    course: Course, count: int, kills: int
) -> None:
    rng = np.random.default_rng(count)
    killed = 0
    while killed < kills:
        process = course.started("killed")
        try:
            assert process.wait(rng.uniform(0.0, START + 2 * course.seconds / kills)) == 0, course.log()
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
            killed += 1
        else:  # done before its moment came: the next one begins anew
            course.insist_on_the_same("calm", "killed")
            shutil.rmtree(course.folder / "killed")
    course.run("killed")
    course.insist_on_the_same("calm", "killed")
    # A run that is killed before it has noted its folder leaves that one, empty.
    assert list(course.temporary.glob("*/*")) == []
    assert outliving(str(course.temporary), END) == []


@pytest.mark.parametrize(("count", "kills"), SIZES)
def test_a_cluster_of_which_a_worker_is_killed_gives_the_same_gradebook(
    course: Course, count: int, kills: int, tmp_path: Path
) -> None:
    assert kills > 0
    with local_cluster(tmp_path) as cluster:
        process = course.started("cluster", "--scheduler", cluster.address)
        pages = course.folder / "cluster" / "students"
        while process.poll() is None and len(list(pages.glob("*.html"))) < count // 4:
            time.sleep(0.02)
        assert process.poll() is None, "it ended before a worker could be killed"
        cluster.workers[0].kill()
        assert process.wait(LIMIT) == 0, course.log()
        assert cluster.workers[1].poll() is None
    course.insist_on_the_same("calm", "cluster")
