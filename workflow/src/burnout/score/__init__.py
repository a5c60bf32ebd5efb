"""Scoring: from item answers to scale scores, bands, grades and outcomes."""

from burnout.score.stage import Scored, score

__all__ = ["Scored", "score"]
