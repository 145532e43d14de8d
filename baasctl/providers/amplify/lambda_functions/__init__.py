"""Functions of an Amplify app: Lambda, with what calls them."""
