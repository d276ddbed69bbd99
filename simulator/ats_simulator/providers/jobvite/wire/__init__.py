"""The vendor's JSON: truth in, objects out. Refuses to read requests and to know the lens."""
