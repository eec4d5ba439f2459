"""`make audit`: what a stranger would look for first. Ends with 1 if there is a finding."""

#: Where the desk that is looked at stands.
HOST = "desk.example"
