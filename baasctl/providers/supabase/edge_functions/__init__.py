"""Edge functions: their files, their deployed form and how they are deployed."""
