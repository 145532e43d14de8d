"""firestore.googleapis.com, v1: databases, backup schedules, indexes, fields. No documents."""
