"""Begin an announcement of this desk as a lead does, as fast as it goes."""

from __future__ import annotations

from datetime import UTC, datetime

WORDS = "From the first of March on we answer within four hours, Saturdays too. " * 40
FAST = 60_000_000


def main() -> None:
    import django

    django.setup()
    from kept.announcements import announcing
    from kept.announcements.letters import way_out
    from kept.announcements.models import Announcement
    from kept.people.models import Staff

    lead = Staff.objects.create_user("lead@kept.example", None, name="Lead", role="lead")
    announcement = Announcement.objects.create(version=1)
    letters = {
        language: {
            "subject": subject,
            "text": f"{WORDS}\n\n{way_out()}\n",
            "html": f"<p>{WORDS}</p><p><a href='{way_out()}'>{subject}</a></p>",
        }
        for language, subject in (("en", "We answer faster"), ("fr", "Nous répondons plus vite"))
    }
    announcing.begin(
        announcement, letters, by=lead, at=datetime.now(UTC),
        a_minute=FAST, a_minute_to_one_domain=FAST,
    )  # fmt: skip


if __name__ == "__main__":
    main()
