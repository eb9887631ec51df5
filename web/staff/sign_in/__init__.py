"""How staff sign in and prove once more that they are who they are."""
