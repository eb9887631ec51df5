"""Why somebody does not see something, in words."""
