"""Changes as overrides in the code of the app's owner, `amplify/backend.ts` of Gen 2."""
