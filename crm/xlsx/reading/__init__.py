"""Reading a sheet: in bulk, by calamine, or cell by cell."""
