"""What people type, field by field: what stands in a form, what it means, and what is wrong with it."""
