from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('record', '0004_undelivered_copy'),
    ]

    operations = [
        migrations.AlterField(
            model_name='outgoingmail',
            name='state',
            field=models.CharField(choices=[('waiting', 'Waiting'), ('sending', 'Sending'), ('sent', 'Sent'), ('refused', 'Refused'), ('undone', 'Undone')], default='waiting', max_length=8),
        ),
    ]
