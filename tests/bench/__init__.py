"""How fast Porchlight is here, against pages of other makes measured in the same minutes: `python -m tests.bench`."""
