"""Predictions, which a reader commits before the answer is in view; a chapter's stand in the module of its number."""

from .declare import Axis, Said, kinds
from .guess import Guess, GuessLine, GuessNumber, GuessOption

__all__ = ["Axis", "Guess", "GuessLine", "GuessNumber", "GuessOption", "Said", "kinds"]
