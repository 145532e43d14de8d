"""Remote Config's template: what may be written, what is kept, how it is published."""
