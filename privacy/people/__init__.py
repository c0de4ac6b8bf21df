"""How people's names are told from other words; `privacy.names` is the way in."""
