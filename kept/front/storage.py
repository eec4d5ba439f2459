"""Static files under names that carry their content's hash, so that they may be cached for ever.

Modules import each other by relative path, and the storage rewrites these paths. An import map
would do the same, but must stand inline in every page; this way `script-src 'self'` is enough,
an editor follows the imports, and nothing lists the files twice.
"""

from __future__ import annotations

from functools import lru_cache

from whitenoise.storage import CompressedManifestStaticFilesStorage  # type: ignore[import-untyped]


class Storage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # it has no types
    """Hashed and compressed once `collectstatic` has run; before that, plain names.

    With a manifest, a file that it doesn't know raises ValueError where a page names it.
    """

    support_js_module_import_aggregation = True

    @lru_cache(maxsize=1024)  # noqa: B019 -- there is one storage in a process
    def _named(self, name: str) -> str:
        return str(super().url(name))

    def url(self, name: str | None, force: bool = False) -> str:
        """Where the file stands. The manifest is read once, so each answer is worked out once."""
        if name is None or force or not self.hashed_files:
            return str(super().url(name, force))
        return self._named(name)

    def stored_name(self, name: str) -> str:
        return str(super().stored_name(name)) if self.hashed_files else name
