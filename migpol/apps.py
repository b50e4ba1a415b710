from django.contrib.admin.apps import AdminConfig


class EntryAdminConfig(AdminConfig):
    """The admin on a site of our own: ``admin.site`` is it, so all that registers with Django's registers with ours."""

    default_site = "policies.access.site.EntrySite"
