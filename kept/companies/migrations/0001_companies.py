
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Company',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('domain', models.CharField(max_length=253)),
                ('since', models.DateTimeField()),
                ('by', models.CharField(max_length=32)),
                ('until', models.DateTimeField(null=True)),
                ('until_by', models.CharField(blank=True, default='', max_length=32)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('until', None)), fields=('domain',), name='company_open_once')],
            },
        ),
    ]
