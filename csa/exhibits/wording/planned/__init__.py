"""What was planned and proposed, for whom, and what is it measured by?

Nothing here is an exhibit, and no verdict is formed here.
"""
