"""The Model Context Protocol: assistants of partners ask here, and read only what everybody may see."""
