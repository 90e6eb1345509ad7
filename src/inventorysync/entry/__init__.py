"""The only place that wires: web, worker, command line, and the services of a machine without any."""
