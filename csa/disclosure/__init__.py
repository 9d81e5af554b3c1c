"""Protect, attack, freeze and scan: the only door from counting to presentation."""
