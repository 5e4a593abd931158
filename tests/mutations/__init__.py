"""Damage done to the Excel engine on purpose: each must turn a test red."""
