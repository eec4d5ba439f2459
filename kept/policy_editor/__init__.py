"""Where leads write the policy: its versions, the draft as it is typed, and its publication.

No rule lives here: what is a mistake, what changed and what customers read is asked of the core,
and what stands is asked of the record.
"""
