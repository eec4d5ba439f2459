"""Tickets, their messages and files, and the actions: the only way to change a ticket."""
