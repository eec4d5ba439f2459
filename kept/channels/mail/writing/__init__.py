"""The mails that the desk writes."""
