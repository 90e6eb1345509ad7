"""What changes a purchase order: written, agreed to, sent, received, taken back."""
