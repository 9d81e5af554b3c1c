"""From a frozen release to a published set of reports.

A plan says which chapters are due, papermill runs them, a template makes one page an area, checks
read every page, and one exchange of folders publishes the set whole or not at all.
"""
