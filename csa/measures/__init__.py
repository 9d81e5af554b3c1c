"""Pure calculations: tidy frames and arrays in, counts with their statistic out."""
