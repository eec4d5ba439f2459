"""Try a policy before it is published: what happened on this desk, or elsewhere, under a draft.

What is asked about the desk comes from its record. Only what was really promised counts there: a
ticket that was carried in from another tool has no request in the record and is left out
(PROMISES.md 17). A log of another tool can be asked on its own; it is called imported everywhere,
and nothing in it was ever promised.
"""
