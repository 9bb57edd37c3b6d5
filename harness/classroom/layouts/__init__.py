"""How courses' systems lay out a folder of submissions: one module each, found by listing this folder.

A module defines `RANK` (a lower one is asked first), `fits(folder)` and `entries(folder)`.
"""
