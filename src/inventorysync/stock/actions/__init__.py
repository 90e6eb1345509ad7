"""What can be done to stock: book what was read, carry out writes, make change sets, explain."""
