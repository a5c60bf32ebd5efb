"""Proposals for a study file from data files: frames and codebooks in, proposals with reasons out.

Nothing here reads a study's results or decides anything for good: what is not clear is marked to be decided.
"""
