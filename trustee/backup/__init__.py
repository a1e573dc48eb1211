"""Keys on paper: a key file's keys, sealed, as QR codes to scan and as lines to type, and back."""
