"""Files of Amplify and of the Amplify CLI, one module a generation."""
