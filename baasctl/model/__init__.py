"""The nouns: frozen dataclasses that the stages hand to each other."""
