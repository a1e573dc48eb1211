"""The HTTP client of the board that every party uses: routes, retries, problem+json, and its logs as tiles."""
