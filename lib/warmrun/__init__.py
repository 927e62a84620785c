"""Runs a folder of papermill notebooks: in parallel, warm, only what is due, whole or nothing."""
