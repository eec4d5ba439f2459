"""What mail systems say when they could not deliver a mail, by language. Words only, no logic."""

from __future__ import annotations

import re
from typing import Final

#: In the subject of a mail that a machine sent, or that came with an empty envelope.
SUBJECT: Final = re.compile(
    # English
    r"undeliver|delivery (?:status notification|failure|has failed|report|problem|notification)|"
    r"mail delivery (?:failed|failure|system|error|subsystem)|returned mail|failure notice|"
    r"return(?:ed|ing) to sender|mail failed|mail system error|not delivered|"
    r"could ?n[o']t (?:be )?deliver|could not send|message you sent blocked|"
    r"message (?:not deliverable|undeliverable|delivery|could not)|delayed mail|"
    r"warning: (?:message|could not)|nondeliverable|rejected mail|mail (?:error|failure)|"
    r"permanent failure|quota exceeded|over quota|mailbox (?:is )?full|"
    # French
    r"non[- ]remis|échec (?:de (?:la )?|d['’])(?:remise|livraison|distribution|envoi)|non distribu|"
    r"non délivré|non livré|état de remise|remise (?:impossible|retardée|différée)|message retardé|"
    # German
    r"unzustellbar|zustellung|nicht zu(?:gestellt|stellbar|stellen)|übermittlungsstatus|"
    r"zurück an (?:den )?absender|"
    # Spanish
    r"no se (?:ha podido|pudo|puede) entregar|entrega fallida|no entregado|"
    r"(?:error|fallo|problema|estado) (?:en|de) (?:la )?entrega|devuelto al remitente|"
    # Italian
    r"mancat[ao] (?:consegna|recapito)|non (?:recapitabil|consegnat)|impossibile (?:reca|conse)|"
    r"consegna (?:non riuscita|fallita|ritardata)|"
    # Portuguese
    r"não (?:foi )?entregue|não (?:é|foi) possível entregar|falha (?:na|de) entrega|"
    r"entrega (?:falhou|adiada|atrasada)|devolvid[ao] ao remetente|"
    # Dutch
    r"onbestelbaar|niet[- ](?:bezorgd|afgeleverd)|(?:bezorging|aflevering) (?:mislukt|vertraagd)|"
    r"kon niet (?:worden )?(?:bezorgd|afgeleverd)|"
    r"配信|エラー",
    re.I,
)
#: In the text of such a mail.
PHRASE: Final = re.compile(
    # English
    r"could not be delivered|was not delivered|not been delivered|delivery to the following|"
    r"unable to deliver|undeliverable|permanent (?:fatal )?errors?|delivery (?:has )?failed|"
    r"did not reach the following|message you sent|user unknown|mailbox (?:is )?full|over quota|"
    r"no such user|couldn['’]t be delivered|host unknown|has been delayed|had delivery errors|"
    r"following address(?:es)? failed|"
    # French
    r"n['’]a pas pu être (?:remis|distribu|délivr|livr|achemin)|utilisateur inconnu|"
    r"destinataire (?:inconnu|inexistant)|adresse (?:introuvable|inconnue|inexistante)|"
    r"envoi [^.\n]{0,40}a échoué|boîte [^.\n]{0,40}pleine|"
    # German
    r"konnten? nicht [^.\n]{0,60}zugestellt|empfänger (?:unbekannt|fehlgeschlagen)|"
    r"unbekannte[rn]? (?:benutzer|empfänger)|postfach [^.\n]{0,30}voll|"
    # Spanish
    r"no (?:se pudo|se ha podido|ha podido ser|pudo ser) entrega|"
    r"(?:usuario|destinatario) desconocido|buz[óo]n [^.\n]{0,20}lleno|"
    # Italian
    r"non è stato (?:recapitato|consegnato|possibile)|"
    r"(?:messaggio|mail) [^\n]{0,80}stato rifiutato|recapito non riuscito|"
    r"utente sconosciuto|casella [^.\n]{0,20}piena|"
    # Portuguese
    r"não (?:pôde|pode|foi possível) (?:ser )?entreg|falha na entrega|"
    r"(?:usuário|utilizador|endereço) desconhecido|caixa [^.\n]{0,30}cheia|"
    # Dutch
    r"kon(?:den)? niet (?:worden )?(?:bezorgd|afgeleverd)|gebruiker onbekend|"
    r"bezorging mislukt|postbus [^.\n]{0,20}vol\b",
    re.I,
)
#: It may still arrive.
TEMPORARY: Final = re.compile(
    r"delayed|will (?:be retried|keep trying|retry|try again)|still (?:being|trying)|temporar|"
    r"try again later|greylist|deferred|timed? ?out|warning only|connection refused|"
    r"failing for a long time|no route to host|network (?:error|is unreachable)|"
    r"not accepting (?:connections|messages|mail)|"
    r"verzögert|retardé|différé|retrasad|ritardat|atrasad|vertraagd",
    re.I,
)
#: It will not, whatever else is said of trying again.
GIVEN_UP: Final = re.compile(r"not going to try again|permanent fatal errors?", re.I)
