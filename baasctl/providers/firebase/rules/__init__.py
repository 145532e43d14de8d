"""Security rules: what their three kinds have in common."""
