"""The tables of an election day: turnout over time, machines seen, and what the committee writes into the minutes."""
