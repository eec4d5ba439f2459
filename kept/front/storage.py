"""Static files under names that carry their content's hash, so that they may be cached for ever.

Modules import each other by relative path, and the storage rewrites these paths. An import map
would do the same, but must stand inline in every page; this way `script-src 'self'` is enough,
an editor follows the imports, and nothing lists the files twice.
"""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage  # type: ignore[import-untyped]


class Storage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # it has no types
    """Hashed and compressed once `collectstatic` has run; before that, plain names.

    With a manifest, a file that it doesn't know raises ValueError where a page names it.
    """

    support_js_module_import_aggregation = True

    def stored_name(self, name: str) -> str:
        return str(super().stored_name(name)) if self.hashed_files else name
