"""Amplify Hosting: the app, its branches, domains and webhooks as documents, and how they are written."""
