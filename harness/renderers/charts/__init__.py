"""Charts as SVG, one a file: pure functions from records to markup, coloured by the page's style sheet."""
