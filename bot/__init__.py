"""The platform-neutral core: a message comes in as a plain value, a rule decides, a plain value goes out."""

__version__ = "0.1.0"
