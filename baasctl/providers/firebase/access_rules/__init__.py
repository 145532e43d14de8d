"""The portable `access` section as rules of Firestore and Storage."""
