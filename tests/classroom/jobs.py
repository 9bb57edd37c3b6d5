"""Jobs as they are sent to machines of a cluster, and what comes back."""

from harness.classroom.job import Graded, Job
from harness.classroom.looks import look_of
from harness.classroom.rubric import Rubric
from harness.launching import Depth, Options

TEXT = b"import os\nos.abort()\n"
FILES = (("b\udc80\xe9.py", TEXT), ("a/x.bin", bytes(range(256))))
JOB = Job(FILES, Options(depth=Depth.QUICK, seconds=2.5), look_of(Rubric()), "{}")
ONE_FILE = Job((("broken.py", b"x = (\n"),), Options())
GRADED = Graded("{}", "<p>", "")
