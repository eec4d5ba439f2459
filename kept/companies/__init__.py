"""Companies whose people see each other's requests, because a lead has said so."""
