"""What comes in and goes out: files of other programs, read into tables whose columns are understood."""
