"""From "wrong" to the bugs that make it wrong."""
