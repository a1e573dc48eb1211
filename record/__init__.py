"""What every party shares: message types, canonical JSON, the log, checkpoints, receipts and the `.bel` archive."""
