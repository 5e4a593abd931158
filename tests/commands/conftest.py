"""The command line on a real workbook, as in tests/test_cli.py."""

from tests.test_cli import book, kith

__all__ = ["book", "kith"]
