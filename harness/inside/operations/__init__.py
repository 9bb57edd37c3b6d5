"""What the worker can be asked to do with a loaded submission: one module each, `run(program, request) -> Message`."""
