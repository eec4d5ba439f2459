from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('record', '0007_version_notes'),
    ]

    operations = [
        migrations.AddField(
            model_name='auditentry',
            name='place',
            field=models.CharField(blank=True, default='', max_length=64),
        ),
        migrations.AddField(
            model_name='auditentry',
            name='told',
            field=models.CharField(blank=True, default='', max_length=300),
        ),
    ]
