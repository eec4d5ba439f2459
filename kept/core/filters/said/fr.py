"""French."""

MISTAKES = {
    "open_quote": "Le guillemet avant {said} n’en a pas de second : fermez-le où finissent les "
    "mots.",
    "no_field": "Il n’y a pas de filtre {said}. Les filtres sont {possible}. Pour chercher les "
    "mots eux-mêmes, mettez-les entre guillemets droits.",
    "no_value": "{said} demande un mot après les deux-points : {possible}.",
    "no_such_value": "{said} ne désigne rien ici. Sont possibles : {possible}.",
    "several": "{said} peut en désigner plusieurs : {possible}.",
    "no_moment": "{said} n’est pas un moment. Sont possibles, par exemple : {possible}.",
    "too_many": "C’est plus que ce que l’on peut chercher à la fois : enlevez des mots.",
}
