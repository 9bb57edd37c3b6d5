"""The commands of `harness`: each a thin shell over one call of the library."""
