"""Mails that somebody wrote to hurt a reader, and what they cost: `python -m tests.mail.hostile`.

writing    how such mails are put together        kinds    all of them, by name
"""
