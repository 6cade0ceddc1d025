"""A real browser that shows the shop."""
