"""Check-ins from a member's side: asked, answered, put off, left, and told how it went."""
