"""Who is introduced to whom: pure rules in integers, so that the same people, history and seed give the same plan."""
