"""Swapped without any process.

Misconception: no-process-of-its-own
"""
def exchange(a, b):
    return b, a
