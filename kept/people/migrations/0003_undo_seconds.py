from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0002_plans'),
    ]

    operations = [
        migrations.AddField(
            model_name='staff',
            name='undo_seconds',
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
    ]
