"""Charts that are too long for a cell of a notebook; each module says what belongs in it."""
