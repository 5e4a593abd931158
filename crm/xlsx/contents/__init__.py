"""The parts beside the sheets: which there are, styles, names, properties, links."""
