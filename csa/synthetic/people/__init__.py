"""Who is a victim, a suspect or searched in the synthetic partnership.

What befell them is in ``records``.
"""
