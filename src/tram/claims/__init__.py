"""Insurance: what a visit costs, who pays it, and the claim that follows from it."""
