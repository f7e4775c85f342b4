"""What check-ins ask, which answers they take, and what is told of moods."""
