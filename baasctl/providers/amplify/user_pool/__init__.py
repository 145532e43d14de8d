"""The Cognito user pool behind an Amplify app: its documents, settings, checks and writes."""
