from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0003_undo_seconds'),
    ]

    operations = [
        migrations.AddField(
            model_name='address',
            name='undeliverable_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='address',
            name='undeliverable_why',
            field=models.TextField(blank=True, default=''),
        ),
    ]
