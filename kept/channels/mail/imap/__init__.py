"""Mail fetched from mailboxes elsewhere (IMAP4rev1, RFC 3501): each mail once, whatever happens.

run      all mailboxes, each watched by a thread of its own     watch    one mailbox: look, wait
session  a connection with its folder open, and its bookmark    connect  sign in
take     from the folder into the spool, exactly once           settle   what then becomes of it
state    what people are told about each mailbox
"""
