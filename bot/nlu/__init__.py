"""Understanding of messages: graph components and the plain Python they stand on."""
