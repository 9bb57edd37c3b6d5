"""The ways to call a submission: one file each, run in the worker, importing only NumPy and the standard library."""
