"""The files of the Firebase CLI as the beginning of a spec."""
