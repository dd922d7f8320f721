"""The routes, one module a topic; ``api.service.application`` lists them."""
