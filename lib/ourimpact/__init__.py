"""What NCMEC's report Our Impact prints, as checked tables, computed sentences and figures."""
