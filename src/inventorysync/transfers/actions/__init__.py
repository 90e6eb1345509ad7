"""What changes a transfer: what people want, what was sent, what was read."""
