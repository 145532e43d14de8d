"""DesiredState × Snapshot → Comparison. Pure; sees normal forms only."""
