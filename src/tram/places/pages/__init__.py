"""The pages of places: what is where on a day, and the forms that change it."""
