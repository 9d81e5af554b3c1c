"""The commands, one module a small group of them: parse, call one library function, show, exit.

Here are their options, the text they print and how they end; what they do is in the packages below.
"""
