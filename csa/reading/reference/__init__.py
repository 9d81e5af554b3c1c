"""How are published tables read whole: grids, headings, issues, figures?

Only files of which all is kept or nothing.
"""
