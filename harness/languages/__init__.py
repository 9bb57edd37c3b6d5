"""What people read in their language: records stay English, renderers translate; a language is a folder here."""
