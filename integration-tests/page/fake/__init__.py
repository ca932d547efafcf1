"""A server that plays the live page's wire with made-up numbers."""
