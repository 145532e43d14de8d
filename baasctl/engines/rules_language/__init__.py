"""The languages of security rules: what they look like, not what they mean.

`tokens` and `parse_ruleset` read the rules of Cloud Firestore and Cloud Storage, `json_with_comments` and
`database_rules` those of the Realtime Database. Grammar and words of messages are those of Google's compiler in the
Firestore emulator 1.19.9, measured ruleset by ruleset; `checking` says what it says of names, types and limits.
"""
