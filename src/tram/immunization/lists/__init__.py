"""Who is due, late or missed, by place; what is said of one person on paper."""
