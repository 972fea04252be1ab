"""Reviewing: a person looks at what a run made of instances, and decides."""
