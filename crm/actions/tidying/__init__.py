"""What may be wrong with a cell, one kind of slip a file: each looks through a Snapshot, and changes nothing."""
