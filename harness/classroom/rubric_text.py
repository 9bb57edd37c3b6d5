"""The default rubric as a file to start from: every key, what it means, and the value it has when it is left out."""

from harness.classroom.rubric import default_points

_TEXT = """\
# A rubric for `harness grade --rubric FILE.toml`. Every key may be left out; it then has the value it has here.
# All numbers are exact decimals: write them as 0.5 or 12.25.

# The most that a student's page and exports say of a bug: none, topic, line, explain or fix.
# `--max-hints LEVEL` lowers it for one run. Only for fix are fixes looked for, which takes seconds for each wrong one.
hints = "explain"

# The mark of a submission that cannot be judged (not Python, no forward and backward); "none" leaves it empty.
ungradable = 0

# What a submission may use. Only these, and the step to hints = "fix" or from it, change what is graded; with any other
# key a second run costs no grading.
[limits]
seconds = 10
memory_mb = 1024

# Points for each check. A check that is not passed earns its share, which is 0 for all but `gradients`.
[points]
@POINTS@

# How the points of `gradients` are shared out among the ten tensors.
[gradients]
# false: all or nothing.
partial = true
# What a wrong tensor still earns, by its relative error, for example:
#   levels = [{ up_to = 1e-3, share = 0.5 }, { up_to = 0.05, share = 0.25 }]
levels = []

# How much each tensor counts; 1 where it is not named, for example: W_f = 2
[gradients.weights]

# What bugs cost beside the points that their checks do not earn.
[deductions]
# Of all bugs together; "none" for no limit but the points there are.
most = "none"
# Each bug of this severity that has no line of its own below.
error = 0
robustness = 0
advice = 0

# By id or family; a family may have a limit, for example:
#   cell-double-tanh = 5
#   gradient-overwritten = { each = 2, most = 6 }
[deductions.bugs]

# What counts as error, robustness or advice where you see it otherwise, by id or family, for example:
#   forget-bias-zero = "error"
[severities]

# When Gradescope shows what: visible, after_due_date, after_published or hidden. `staff` lists all bugs by name.
[gradescope]
output = "visible"
checks = "visible"
bugs = "visible"
staff = "hidden"
"""


def default_text() -> str:
    """Return the default rubric as TOML with comments."""
    points = "\n".join(f"{check_id} = {points}" for check_id, points in default_points().items())
    return _TEXT.replace("@POINTS@", points)
