"""The thin layer between Sanic and the pages: routes with roles, forms with tokens, templates."""
