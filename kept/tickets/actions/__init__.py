"""The verbs: one file each, the only ways to change a ticket.

Each takes `at` (when it happened, UTC) and who did it, returns `Done` or `Refused`, and leaves
nothing half-done: see `kept.tickets.write`.
"""

from kept.core.decide import Refused
from kept.tickets.actions.apply_version import apply_version
from kept.tickets.actions.assign import assign
from kept.tickets.actions.change_tags import change_tags
from kept.tickets.actions.classify import classify
from kept.tickets.actions.close import close
from kept.tickets.actions.discard import discard, open_apart
from kept.tickets.actions.expire import expire
from kept.tickets.actions.fail import fail, fail_copy
from kept.tickets.actions.follow import follow, read, unfollow
from kept.tickets.actions.hand_out import hand_out
from kept.tickets.actions.hand_over import hand_over
from kept.tickets.actions.let_in import let_in, take_out
from kept.tickets.actions.link import link, unlink
from kept.tickets.actions.mark_waiting import mark_waiting
from kept.tickets.actions.merge import merge, undo_merge
from kept.tickets.actions.note import note
from kept.tickets.actions.open import open_ticket
from kept.tickets.actions.rate import rate
from kept.tickets.actions.receive import receive
from kept.tickets.actions.release import release
from kept.tickets.actions.reopen import reopen
from kept.tickets.actions.reply import reply
from kept.tickets.actions.send_again import give_up, send_again
from kept.tickets.actions.set_plan import set_plan
from kept.tickets.actions.set_priority import set_priority
from kept.tickets.actions.set_product import set_product
from kept.tickets.actions.set_subscription import set_subscription
from kept.tickets.actions.set_team import set_team
from kept.tickets.actions.snooze import fetch_back, snooze, wake
from kept.tickets.actions.solve import solve
from kept.tickets.actions.split import split
from kept.tickets.actions.take_back import take_back
from kept.tickets.actions.take_over import take_into, take_over
from kept.tickets.actions.vouch import vouch
from kept.tickets.actions.withdraw import withdraw
from kept.tickets.draft import Draft, File
from kept.tickets.write import Done

__all__ = [
    "Done",
    "Draft",
    "File",
    "Refused",
    "apply_version",
    "assign",
    "change_tags",
    "classify",
    "close",
    "discard",
    "expire",
    "fail",
    "fail_copy",
    "fetch_back",
    "follow",
    "give_up",
    "hand_out",
    "hand_over",
    "let_in",
    "link",
    "mark_waiting",
    "merge",
    "note",
    "open_apart",
    "open_ticket",
    "rate",
    "read",
    "receive",
    "release",
    "reopen",
    "reply",
    "send_again",
    "set_plan",
    "set_priority",
    "set_product",
    "set_subscription",
    "set_team",
    "snooze",
    "solve",
    "split",
    "take_back",
    "take_into",
    "take_out",
    "take_over",
    "undo_merge",
    "unfollow",
    "unlink",
    "vouch",
    "wake",
    "withdraw",
]
