"""What the organization's plan includes."""
