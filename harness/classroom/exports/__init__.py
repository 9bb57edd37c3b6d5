"""What other systems read: one module each, found by listing this folder, named by `harness grade --format`.

A module defines `render(source, setting)`, which yields the files to write; `source()` yields the students one at
a time.
A file that a student may read is made from `Student.report`, which holds no more than the rubric's level of help.
"""
