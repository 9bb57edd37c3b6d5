"""Report formats, one file each: a module with `render` turns a record into text."""
