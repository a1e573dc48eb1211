"""What the Flask pages of board, registrar and trustee share: the look, the base template, the two languages."""
