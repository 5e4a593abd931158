"""Formulas as text: moved, shared, and what they refer to."""
