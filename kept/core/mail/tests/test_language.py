"""French and English are told apart; what is unclear is left open."""

from __future__ import annotations

import pytest

from kept.core.mail import language_of


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Bonjour, je n'arrive plus à me connecter depuis la mise à jour.", "fr"),
        ("Impossible de me connecter, que faire ?", "fr"),
        ("Mot de passe oublié", "fr"),
        ("Hello, I can't sign in since the update.", "en"),
        ("My card has not arrived yet", "en"),
        ("Guten Tag, ich kann mich nicht anmelden, bitte um Hilfe.", "de"),
        ("Hola, no puedo entrar en mi cuenta, muchas gracias.", "es"),
        ("Buongiorno, non riesco ad accedere al mio account, grazie.", "it"),
        ("Olá, não consigo entrar na minha conta, obrigado.", "pt"),
        ("Hallo, ik kan niet inloggen, kunnen jullie mij helpen?", "nl"),
        ("ログインできません", "ja"),
        ("无法登录", "zh"),
        ("Не могу войти в аккаунт", "ru"),
        ("", ""),
        ("ok", ""),
        ("https://example.org/the/and/you", ""),
        ("INV-2026-001", ""),
    ],
)
def test_languages(text: str, language: str) -> None:
    assert language_of(text) == language
