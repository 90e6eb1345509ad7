"""Typed operations, one module each, and their inputs."""
