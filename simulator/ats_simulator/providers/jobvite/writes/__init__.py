"""What a body does to the truth: read and checked first, changed afterwards."""
