"""The lines with which mail programs begin what they quote, by language. Words only, no logic."""

from __future__ import annotations

import re

# Names of the header fields that Outlook and others put above a quoted mail.
FROM = (
    "From|De|Von|Da|Van|Fra|Från|Od|От|От кого|Від|Lähettäjä|Feladó|Kimden|Mittente|Remitente|"
    "Expéditeur|Absender|差出人|发件人|寄件者|發件人|보낸 사람|"
    "Afzender|Remetente|Gönderen|De la|Pengirim|מאת|Από|Šalje|Saatja|Nuo|Từ"
)
SENT = (
    "Sent|Date|Envoyé|Envoyé le|Gesendet|Datum|Inviato|Data|Enviado|Enviado el|Enviado em|Enviada|"
    "Enviada em|Fecha|Verzonden|Dato|Sendt|Skickat|Wysłano|Отправлено|Дата|Надіслано|Lähetetty|"
    "Päiväys|Elküldve|Gönderildi|Tarih|送信日時|日付|发送时间|日期|寄件日期|보낸 날짜|Wysłane|"
    "Gönderme Tarihi|Trimis|Dátum|Message du|Odesláno|Odoslané|Στάλθηκε|Enviat|Poslano|Изпратено|"
    "Saatmisaeg|Išsiųsta|Đã gửi"
)
TO = (
    "To|À|A|An|Para|Aan|Til|Till|Do|Кому|Vastaanottaja|Címzett|Kime|宛先|收件人|받는 사람|"
    "Destinataire|Destinatario|Destinatário|Empfänger|Către|Pour|Komu|Προς|Per a|Prima|Za|До|"
    "Adressaat|Kam|Đến|Tới"
)
SUBJECT = (
    "Subject|Objet|Betreff|Oggetto|Asunto|Assunto|Onderwerp|Emne|Ämne|Temat|Тема|Aihe|Tárgy|Konu|"
    "件名|主题|主旨|主題|제목|Sujet|Subiect|Rubrik|Předmět|Predmet|Θέμα|Tema|Zadeva|Относно|Teema|"
    "Chủ đề"
)
CC = (
    "Cc|Bcc|Cci|Copie à|Kopie|Kopia|Cópia|Copia|DW|UDW|Kk|Копия|抄送|副本|参照|Reply-To|"
    "Répondre à|Antwort an|Responder a"
)

# `---- Original Message ----` in the languages of the mail programs that write it.
ORIGINAL = (
    "Original Message|Original Mail|Original E-?mail|Original|Reply message|Message d'origine|"
    "Message original|Message initial|Message transféré|Message réexpédié|Mail transféré|"
    "Ursprüngliche Nachricht|Ursprungliche Nachricht|Ursprüngliche Mail|Original[- ]?Nachricht|"
    "Originalnachricht|Weitergeleitete Nachricht|Forwarded [Mm]essage|Forwarded by.*|"
    "Mensaje original|Mensaje reenviado|Messaggio originale|Messaggio inoltrato|"
    "Messaggio Originale|Mensagem original|Mensagem encaminhada|Mensagem Original|"
    "Oorspronkelijk bericht|Oorspronkelijk e-mailbericht|Doorgestuurd bericht|Original melding|"
    "Opprinnelig melding|Oprindelig meddelelse|Ursprungligt meddelande|Originalmeddelande|"
    "Wiadomość oryginalna|Oryginalna wiadomość|Исходное сообщение|Пересылаемое сообщение|"
    "Пересланное сообщение|原始邮件|原始郵件|邮件原件|元のメッセージ|Original-Nachricht|"
    "Begin forwarded message|Quoted Text|Mail original|Eredeti üzenet|Alkuperäinen viesti|"
    "Orijinal Mesaj|원본 메시지|Oprindelig besked|Oprindelig e-mail|Oorspronkelijke e-mail|"
    "Oorspronkelijke mail|Původní zpráva|Mesaj original|Αρχικό μήνυμα|Mensagem de origem"
)

# What the lines above a mail that was passed on say: of most programs, and of Apple's.
PASSED_ON = (
    "Forwarded [Mm]essage|Forwarded by.*|Forwarded [Mm]ail|Message transféré|Message réexpédié|"
    "Mail transféré|Courriel transféré|Weitergeleitete Nachricht|Weitergeleitete E-?Mail|"
    "Mensaje reenviado|Correo reenviado|Messaggio inoltrato|Mensagem encaminhada|"
    "Mensagem reencaminhada|Doorgestuurd bericht|Vidarebefordrat meddelande|"
    "Vidarebefordrat mejl|Videresendt besked|Videresendt meddelelse|Videresendt melding|"
    "Wiadomość przekazana|Przekazana wiadomość|Treść przekazanej wiadomości|"
    "Přeposlaná zpráva|Továbbított üzenet|Välitetty viesti|İletilen mesaj|"
    "Пересылаемое сообщение|Пересланное сообщение|Переслане повідомлення|"
    "转发邮件信息|转发的邮件|轉寄郵件|転送されたメッセージ"
)
PASSED_ON_APPLE = (
    "Begin forwarded message|Début du message (?:transféré|réexpédié)|"
    "Anfang der weitergeleiteten (?:Nachricht|E-Mail)|Inizio messaggio inoltrato|"
    "Início da mensagem (?:encaminhada|reenviada|reencaminhada)|Inicio del mensaje reenviado|"
    "Begin doorgestuurd bericht|Vidarebefordrat brev|Start på videresendt besked|"
    "Początek przekazywanej wiadomości|Začátek přeposílané zprávy"
)
# How the subjects of such mails begin.
PASSED_ON_SUBJECT = (
    "Fwd?|Tr|Transf|WG|Wtr|RV|I|Inoltra|Enc|Doorst|VB|VL|Videresend|PD|İlt|Továbbítás|"
    "Переслано|转发|轉寄"
)

# `On <date>, <name> wrote:`: how the line begins, how it ends. Between them stand a date or an
# address, never a whole paragraph.
BEGINS_ENDS = (
    ("On|In", "wrote|writes|said|sent|has written"),
    ("Le|En date du|Dans le message|En réponse à|Suite au message", "a écrit|écrit|écrivait"),
    ("Am|Von|Vom|Zitat von|An dem", "schrieb|geschrieben|schrieben|schreibt"),
    ("El|En", "escribió|escribio|ha escrito|ha escrit|escribe|va escriure"),
    ("Il|In data|Nel|Il giorno", "ha scritto|scriveva|scrive"),
    ("Em|No dia|A|Na", "escreveu|escreve|a escrit"),
    ("Op|Den", "schreef|het volgende geschreven|heeft geschreven"),
    ("Den|På|Dne|Pe|Dana|Dňa|El dia|Ngày|Tarihinde|At",
     "skrev|napsal|napsala|napsal\\(a\\)|napísal|a scris|"
     "je napisao|je napisala|đã viết|yazdı|kirjoitti|skreiv|skrifaði"),
    ("W dniu|Dnia|Wiadomość|Użytkownik", "napisał|napisała|napisał\\(a\\)|napisana|pisze"),
)  # fmt: skip
# `Quoting Ada <ada@example.org>:`, which names no date and no verb.
QUOTING = "Quoting|Zitat von|Citando a|Citando|Citazione di|Citaat van|Citeren van|Citat från"
# `5. Jan. 2026, 09:00 von ada@example.org:`
BY = "by|von|de|di|da|por|door|van|par|av|af|от"
# What desks write above what they quote, so as to find the answer: between marks, in any words.
ABOVE_HERE = (
    "above this line|au[- ]dessus de cette ligne|(?:über|oberhalb) dieser (?:Linie|Zeile)|"
    "(?:por )?encima de esta línea|sopra (?:a )?questa (?:riga|linea)|acima d(?:esta|a) linha|"
    "boven deze (?:regel|lijn)"
)
# Lines that only end in a mark: `12. Mai 2014 10:45, Ada <ada@example.org>: ` and the like.
ENDS_ONLY = (
    "wrote|writes|sent|a écrit|schrieb|escribió|escribio|ha scritto|escreveu|schreef|skrev|"
    "пишет|написал|написала|написал\\(а\\)|пише|написав|написала|kirjoitti|"
    "napisał|napisał\\(a\\)|写道|寫道|のメール|のメッセージ|님이 작성|yazdı|"
    "írta|έγραψε|כתב|napsal\\(a\\)|napisao je|a scris"
)

# The phones and programs themselves, where a sentence might begin with the same words.
_PROGRAMS = (
    r"(?:i(?:Phone|Pad|Cloud|OS)|Android|Samsung|Galaxy|Huawei|Xiaomi|Sony|BlackBerry|Nokia|Lumia|"
    r"Windows|Outlook|Yahoo|Gmail|Proton|Mail|Courrier|Courriel|Correo|Correio|Posta|Email|E-mail|"
    r"Libero|TypeApp|BlueMail|Orange|SFR|Free|Bouygues|La Poste|GMX|WEB\.DE|Spark|Tuta|eM Client|"
    r"Thunderbird|Zimbra|K-9)"
)

# What phones and programs add below the text.
PHONE_SIGNATURES = (
    r"(?:Sent|Send) (?:from|via|with|using|by) \w[^,.!?<(\[]{0,70}[)>\]]*"
    r"(?:[.,]?\s*(?:please )?excuse.{0,60})?(?:\s*[<(\[].{0,120})?\.?",
    r"(?:Sent|Get) (?:from )?\[.{1,120}",
    r"From my (?:iPhone|iPad|phone|mobile|Android).{0,30}",
    r"Get \[?(?:Outlook|BlueMail|TypeApp|Yahoo Mail) for .{1,80}",
    r"(?:Outlook für (?:iOS|Android) (?:beziehen|herunterladen)"
    r"|Holen Sie sich Outlook für (?:iOS|Android)|(?:Obtener|Descargar|Obtén) Outlook para \w{3,12}"
    r"|(?:Ottieni|Scarica) Outlook per \w{3,12}|Haal Outlook voor \w{3,12}"
    r"|Outlook voor \w{3,12} (?:downloaden|ophalen)"
    r"|(?:Obter|Obtenha|Baixar) (?:o )?Outlook para \w{3,12}|Download Outlook voor \w{3,12}"
    r"|(?:Pobierz|Uzyskaj) (?:program )?Outlook dla (?:systemu )?\w{3,12}"
    r"|Hämta Outlook för \w{3,12}|(?:Hent|Få) Outlook (?:til|for) \w{3,12})"
    r"(?:\s*[<(\[].{0,120})?",
    r"Envoyé (?:de|depuis|à partir de|avec|via) (?:mon|ma|mes|une?|l['’ ]|la messagerie"
    rf"|le webmail|{_PROGRAMS}).{{0,100}}",
    r"Provenance\s?: (?:Courrier|Mail) pour .{1,20}",
    r"(?:Télécharger|Obtenez|Obtenir) Outlook pour .{1,60}",
    r"Von (?:meinem|meiner|unterwegs|Yahoo|Outlook).{0,60} gesendet\.?|Von unterwegs gesendet\.?",
    rf"Gesendet (?:von|mit|über) (?:meinem|meiner|mein|der|{_PROGRAMS}).{{0,60}}",
    r"Diese Nachricht wurde von .{1,80} gesendet\.?",
    r"Enviado (?:desde|do|a partir do|de|com|con) (?:mi|meu|o meu|el correo|o e-?mail|la app"
    rf"|{_PROGRAMS}).{{0,100}}",
    r"Inviato (?:da|dal|con|tramite) ?(?:mio|mia|l['’]|la posta|smartphone|cellulare"
    rf"|{_PROGRAMS}).{{0,100}}",
    r"(?:Verzonden|Verstuurd) (?:vanaf|vanuit|met|via) (?:mijn|mobiel|een|de"
    rf"|{_PROGRAMS}).{{0,100}}",
    r"Yahoo Mail\s?: (?:Search, Organi|Recherchez, organ|Suche|Busca|Cerca).{1,60}",
    r"(?:Skickat från|Sendt fra|Sendt med|Wysłano z|Wysłane z|Lähetetty|Отправлено (?:с|из)"
    r"|Надіслано з) .{1,60}",
    r"从我的.{1,20}发送|發自我的.{1,20}|從我的.{1,20}傳送|发自我的.{1,20}|"
    r".{1,20}から送信|나의 .{1,20}에서 보냄",
)


def alternatives(*tables: str) -> str:
    """One non-capturing group of all the words, longest first."""
    words = sorted({word for table in tables for word in table.split("|")}, key=len, reverse=True)
    return "(?:" + "|".join(words) + ")"


_LINK = re.compile(r" ?<(?:https?|mailto):[^<> ]{0,300}>")
_PHONE = re.compile(r"\s*[*_<(\[]{0,2}(?:" + "|".join(PHONE_SIGNATURES) + r")\s*", re.I)
_LONGEST_PHONE = 400


def is_phone(line: str) -> bool:
    """Whether a line is what a phone or a program adds."""
    if len(line) >= _LONGEST_PHONE:
        return False
    # Each run of spaces counts as one: the expressions try all ways to divide it.
    words = " ".join(line.split())
    return _PHONE.fullmatch(words) is not None or (
        "<" in words and _PHONE.fullmatch(_LINK.sub("", words)) is not None
    )
