"""What is recorded in the synthetic partnership, planted findings among it.

How it reaches the disk is outside this folder.
"""
