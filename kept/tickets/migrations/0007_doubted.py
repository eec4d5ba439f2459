from django.db import migrations, models


class Migration(migrations.Migration):
    """Messages whose sender is in doubt, and what was found out about each sender."""

    dependencies = [
        ("tickets", "0006_subscription"),
    ]

    operations = [
        migrations.AddField(
            model_name="ticket",
            name="doubted",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="message",
            name="doubted",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="message",
            name="authentication",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                condition=models.Q(("doubted__gt", 0)),
                fields=["rank", "matters_at", "id"],
                name="ticket_doubted",
            ),
        ),
    ]
