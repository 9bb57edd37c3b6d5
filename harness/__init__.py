"""Grades hand-written LSTM code and names every bug it finds."""

__version__ = "0.1.0"
