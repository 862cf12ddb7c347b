"""Floor 3: what people see. Pictures of a state as functions, the feed that keeps them current, the one theme."""
