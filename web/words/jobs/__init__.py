"""Jobs, their visits and photos in words."""
