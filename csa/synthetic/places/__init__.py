"""Where the synthetic partnership lies, and who lives there.

What happens there is in ``records``.
"""
