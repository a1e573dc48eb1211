"""The day of an election and what remains of it: turnout over time, machines seen, remarks, and the printed minutes."""
