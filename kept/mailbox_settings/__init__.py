"""The screens on which a lead sets up the desk's mailboxes, and says whose mail is refused.

steps     what setting up a mailbox takes, and how far one has come
reading   look into a mailbox elsewhere; the other tries are in `kept.mailboxes`
forms     what a lead fills in
command   the same on the command line: `kept mailbox`
"""
