"""The tables of what a booth shows beside the names: pages of an election, and photos. They can be erased."""
