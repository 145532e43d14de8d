"""AWS as Amplify uses it: MiniStack behind the sandbox's one address, with what it lacks and lets pass added here."""
