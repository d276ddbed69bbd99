"""The pytest front door. Collects nothing until target files are supported."""
