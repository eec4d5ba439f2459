from django.apps import AppConfig


class CompaniesConfig(AppConfig):
    name = "kept.companies"
    label = "companies"
