"""What people run on the project itself; none of it ships. `make help` lists the verbs."""
