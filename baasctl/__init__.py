"""Configuration-as-code for Backend-as-a-Service: plan and apply YAML against live projects."""

__version__ = "0.1.0"
