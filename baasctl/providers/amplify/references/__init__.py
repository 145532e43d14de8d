"""`${ref:…}` of an Amplify target: ids and ARNs that only the live project knows, and the way back for adopt."""
