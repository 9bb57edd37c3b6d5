"""Derivatives by numbers, with error bars: what a claimed gradient is judged against."""
