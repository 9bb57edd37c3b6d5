"""Submissions as text: one module for each format, and which of their statements to execute."""
