"""The pages, one file per kind. Importing this package registers all routes."""
