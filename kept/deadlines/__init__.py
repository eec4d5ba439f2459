"""One row for each promise, found by the next moment that matters; and the watcher."""
