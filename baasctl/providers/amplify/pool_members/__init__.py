"""What belongs to a user pool: groups, resource servers, identity providers, app clients."""
