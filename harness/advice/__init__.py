"""Remarks about initialisation and recipe: from behaviour where a function can be called, else from the syntax tree."""
