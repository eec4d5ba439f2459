from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tickets', '0007_doubted'),
    ]

    operations = [
        migrations.AddField(
            model_name='message',
            name='leaves_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='message',
            name='withdrawn',
            field=models.BooleanField(default=False),
        ),
    ]
