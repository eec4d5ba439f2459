
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('people', '0006_second_step'),
    ]

    operations = [
        migrations.CreateModel(
            name='LooseFile',
            fields=[
                ('sha256', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('since', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Erasure',
            fields=[
                ('customer', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, serialize=False, to='people.customer')),
                ('by', models.CharField(max_length=32)),
                ('asked_at', models.DateTimeField()),
                ('known', models.JSONField(default=dict)),
                ('first_at', models.DateTimeField(null=True)),
                ('next_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('swept_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('next_at__isnull', False)), fields=['next_at'], name='erasure_next'), models.Index(condition=models.Q(('ended_at__isnull', False), ('swept_at__isnull', True)), fields=['ended_at'], name='erasure_to_sweep')],
            },
        ),
    ]
