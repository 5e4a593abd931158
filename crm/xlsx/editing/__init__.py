"""A new row with all that grows with it, an emptied row, and what an edit must not break."""
