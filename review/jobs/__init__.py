"""Work too slow for a request, run as processes of their own that talk JSON over standard input and output."""
