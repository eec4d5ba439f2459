"""A published version says since when, by whom, why and how much; and is sealed with the others."""

import hashlib
import json
from datetime import UTC

from django.db import migrations, models


def seal_again(apps, schema_editor):
    """Chain the versions that are what was published; one that is not keeps its old digest, and
    is still found."""
    before = ""
    for row in apps.get_model("record", "PolicyVersion").objects.order_by("number"):
        row.effective_at = row.published_at
        files = json.dumps(row.files, sort_keys=True).encode()
        if hashlib.sha256(files).hexdigest() == row.digest:
            moment = row.published_at.astimezone(UTC).isoformat()
            said = [before, row.number, moment, moment, row.by, row.note, row.major, row.files,
                    row.days_off]  # fmt: skip
            row.digest = hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()
        row.save()
        before = row.digest


class Migration(migrations.Migration):
    dependencies = [("record", "0001_initial")]

    operations = [
        migrations.AddField("policyversion", "by", models.CharField(default="desk", max_length=32)),
        migrations.AddField("policyversion", "note", models.TextField(blank=True, default=""),
                            preserve_default=False),
        migrations.AddField("policyversion", "major", models.BooleanField(default=False)),
        migrations.AddField("policyversion", "effective_at", models.DateTimeField(null=True)),
        migrations.CreateModel(
            "PolicyDraft",
            [
                ("id", models.PositiveSmallIntegerField(primary_key=True, serialize=False)),
                ("files", models.JSONField(default=dict)),
                ("base", models.PositiveIntegerField(default=0)),
                ("by", models.CharField(default="desk", max_length=32)),
                ("saved_at", models.DateTimeField()),
                ("saved", models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.RunPython(seal_again, migrations.RunPython.noop),
    ]  # fmt: skip
