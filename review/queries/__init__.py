"""What the pages ask of the database, without anything about HTTP."""
