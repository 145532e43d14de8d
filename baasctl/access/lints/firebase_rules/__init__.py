"""Lints of the rules languages of Firestore, Storage and the Realtime Database (research/rules.md §6)."""
