"""Key holders who cheat in a key making: the cheater, its lies by what they are about, and all of them by name."""
