"""Every version has its moment now. Apart from what filled it: PostgreSQL wants it so."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("record", "0002_published")]

    operations = [
        migrations.AlterField("policyversion", "effective_at", models.DateTimeField()),
    ]
