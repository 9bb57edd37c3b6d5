# Expected: exit 3, ungradable: the file defines nothing.
