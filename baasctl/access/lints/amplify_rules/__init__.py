"""Lints about an app of Amplify: rules of models, ways into the API, files, roles."""
