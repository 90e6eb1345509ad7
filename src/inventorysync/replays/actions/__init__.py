"""What can be done with replays."""
