"""A class in one run: many submissions found, graded in parallel, kept, and put together."""
