"""What things are: sheets, columns, kinds of cell, snapshots, changes. Knows no screen, no file and no store."""
