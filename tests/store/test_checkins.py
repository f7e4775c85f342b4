"""Everybody is asked once in a round, at their own local time, on both databases."""
