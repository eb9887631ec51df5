"""The payment book."""
