"""What the Makefile runs: set-up, training, starting, a terminal chat. One job each."""
