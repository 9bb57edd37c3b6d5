"""How courses' systems lay out a folder of submissions: one module each, found by listing this folder.

A module defines `RANK` (a lower one is asked first), `fits(there)` and `entries(there)`, which are
given what lies in the folder, by name, without clutter.
"""
