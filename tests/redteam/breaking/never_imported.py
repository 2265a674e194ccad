"""Never comes to an end of its import."""
while True:
    pass
