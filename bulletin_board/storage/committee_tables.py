"""The tables of the committee pages: organisations, schools, accounts, sessions, invitations and the audit log."""
