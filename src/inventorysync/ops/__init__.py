"""What the person who runs the servers asks: is it alive, is it ready, how does each part stand."""
