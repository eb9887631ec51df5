"""What stands in for the outside world on one machine; production never imports it."""
