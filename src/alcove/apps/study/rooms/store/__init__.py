"""All SQL of rooms: the rooms and their members, what opens them, their events and their timers."""
