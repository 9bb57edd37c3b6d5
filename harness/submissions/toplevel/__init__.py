"""Code with everything at top level: the training loop's body is judged as a function of what it is fed."""
