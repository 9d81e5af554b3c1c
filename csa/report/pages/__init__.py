"""What stands on a page, in which file, and where does every number of it come from?

Nothing here runs a notebook or judges a page.
"""
