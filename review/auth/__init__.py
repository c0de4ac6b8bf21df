"""Who may use the console: accounts, roles, sessions, and the log of what they did."""
