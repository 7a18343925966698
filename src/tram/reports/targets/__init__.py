"""Plan targets: what places mean to reach by which year, beside the targets of the definitions themselves."""
