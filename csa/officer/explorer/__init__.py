"""The officer's desk of widgets: choices and a map, and what rows say under them.

What is asked and counted is here without a widget (``asked``, ``answers``); the rows, their filters
and their counts are those of ``csa.load`` and ``csa.count``, and nothing is published from here.
"""
