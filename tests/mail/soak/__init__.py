"""A day's mail in miniature, and all that goes wrong on a day: `python -m tests.mail.soak`.

mails      what people and machines write        senders    who hand it over, by SMTP and IMAP
disasters  what goes wrong                       account    what the desk holds in the end
"""
