"""Records in words, every string ready to print: what a page says, without knowing who asks."""
