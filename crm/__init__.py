"""Kith: a customer relationship manager that lives in the spreadsheet a team already has."""
