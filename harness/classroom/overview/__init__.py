"""What a class has in common, and the page that shows it."""
