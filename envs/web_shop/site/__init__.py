"""The shop as a web site of its own."""
