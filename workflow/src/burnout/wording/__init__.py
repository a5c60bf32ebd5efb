"""Words of cause and effect, and whether the design of a study can carry them."""

from burnout.wording.causal import Found, can_show_effects, causal_words, words_of

__all__ = ["Found", "can_show_effects", "causal_words", "words_of"]
