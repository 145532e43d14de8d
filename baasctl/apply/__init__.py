"""Plan × Provider → ApplyResult: serial in a target, in plan order, journalled."""
