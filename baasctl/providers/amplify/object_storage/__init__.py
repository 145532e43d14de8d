"""S3 buckets of an Amplify app."""
