from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0008_teams"),
    ]

    operations = [
        migrations.AddField(
            model_name="customer",
            name="unwanted",
            field=models.JSONField(blank=True, default=list),
        ),
    ]
