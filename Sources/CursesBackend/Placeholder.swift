// Placeholder until this target's first code.
