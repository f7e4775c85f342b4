"""Timed jobs: one file a job. ``runner`` is the only file that knows the scheduler."""
