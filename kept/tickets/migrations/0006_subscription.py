from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tickets', '0005_mailbox'),
    ]

    operations = [
        migrations.AddField(
            model_name='ticket',
            name='subscription',
            field=models.CharField(blank=True, default='', max_length=8),
        ),
        migrations.AddField(
            model_name='ticket',
            name='follows',
            field=models.PositiveBigIntegerField(null=True),
        ),
        migrations.AddIndex(
            model_name='ticket',
            index=models.Index(
                condition=models.Q(('follows__isnull', False)),
                fields=['follows'],
                name='ticket_follows',
            ),
        ),
    ]
