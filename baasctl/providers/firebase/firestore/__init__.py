"""Firestore and Realtime Database: databases, indexes, single fields."""
