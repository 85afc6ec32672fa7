"""The sandbox against the rule book: every method it has, asked rightly and wrongly."""
