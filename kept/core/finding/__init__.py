"""Words as they are looked for: accents, endings and small slips of the fingers forgiven."""

from kept.core.finding.marking import Piece, marked
from kept.core.finding.slips import nearest
from kept.core.finding.words import LONGEST, Form, fold, forms, tokens

__all__ = ["LONGEST", "Form", "Piece", "fold", "forms", "marked", "nearest", "tokens"]
