"""Is what was made sound: numbers, words, mark-up, leaks?

Each check reads what is finished; none changes it.
"""
