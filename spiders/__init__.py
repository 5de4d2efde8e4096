"""The sites. One file, one association's site: its facts, and a method only where facts run out."""
