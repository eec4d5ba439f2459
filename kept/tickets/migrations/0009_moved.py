from django.db import migrations, models
import django.db.models.deletion


class Migration(migrations.Migration):

    dependencies = [
        ('tickets', '0008_held_replies'),
    ]

    operations = [
        migrations.AddField(
            model_name='message',
            name='cc',
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name='message',
            name='moved_place',
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='message',
            name='moved_to',
            field=models.PositiveBigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='message',
            name='subject',
            field=models.CharField(blank=True, default='', max_length=400),
        ),
        migrations.AddField(
            model_name='ticket',
            name='merged_into',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='tickets.ticket'),
        ),
    ]
