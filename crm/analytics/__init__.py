"""What the numbers say, and how sure they are: pure functions of frames and a day; nothing here asks the clock."""
