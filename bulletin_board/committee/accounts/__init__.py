"""Who may use the committee's pages: accounts, second factors, sessions, invitations, schools and roles."""
