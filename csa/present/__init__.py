"""Draw what a reader sees: words, tables, charts, maps, and the exhibit that holds them."""
