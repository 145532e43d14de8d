"""The GraphQL API of an app and its tables: AppSync and DynamoDB."""
