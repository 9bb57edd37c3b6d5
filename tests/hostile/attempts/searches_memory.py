"""Looks for the answers in all objects, frames and loaded modules."""

# strict: harmless
# basic: harmless
import numpy as np


def forward(case):
    return {"outputs": case["inputs"]}, None


def backward(case):
    return {"loss": np.zeros(())}


import gc, os, sys, types

HOLDERS = [os.sep + name + os.sep for name in ("reference", "mutants", "diagnosis", "checks")]
gc.collect()
things = [*gc.get_objects(), *sys.modules.values()]
frame = sys._getframe()
while frame is not None:
    things += [frame.f_code, frame.f_globals, *frame.f_locals.values()]
    frame = frame.f_back
for thing in list(things):
    things += gc.get_referents(thing)
files = {thing.co_filename for thing in things if type(thing) is types.CodeType}
files |= {str(getattr(thing, "__file__", "")) for thing in things if isinstance(thing, types.ModuleType)}
files |= set(sys.path) | set(sys.orig_argv)
assert len(files) > 50
assert not [file for file in files if any(holder in file for holder in HOLDERS)]
