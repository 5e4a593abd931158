"""The package as a file: its zip container, long parts in blocks, the swap on disk."""
