"""What changes demand, events and forecasts."""
