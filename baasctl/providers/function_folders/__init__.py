"""Sources of functions on every provider: which files of a folder count, the zip they travel in, what is remembered."""
