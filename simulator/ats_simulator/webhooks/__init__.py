"""Webhooks: the outbox, in the transaction of the change, and the delivery, on its own."""
