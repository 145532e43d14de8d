"""Amplify itself: apps, branches, domains, webhooks, jobs and backend environments. MiniStack has none of it."""
