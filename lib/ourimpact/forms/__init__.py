"""Forms of charts that are too long for a cell of a notebook, a module each."""
