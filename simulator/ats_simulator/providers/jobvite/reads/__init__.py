"""Answering reads: parameters, pages, lists. Refuses to change anything."""
