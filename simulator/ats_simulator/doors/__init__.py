"""The doors: how requests reach the core and how replies leave it."""
