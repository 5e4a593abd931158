"""New columns, headings and sheets."""
