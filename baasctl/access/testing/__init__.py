"""Access tests: expectations of the spec, held against the rules of a target by the engine closest to the truth."""
