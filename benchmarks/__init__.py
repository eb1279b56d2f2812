"""Measured, not asserted: speed and accuracy, printed as tables and written as JSON."""
