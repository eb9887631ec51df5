"""The demo: two companies with a year of history, lived through the domain's own acts."""
