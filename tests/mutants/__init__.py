"""Mistakes made on purpose, in the Excel engine and in the store: each must turn a test red."""
