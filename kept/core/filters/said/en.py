"""English."""

MISTAKES = {
    "open_quote": "The quotation mark before {said} has no second one: close it where the words "
    "end.",
    "no_field": "There is no filter {said}. Filters are {possible}. To look for the words "
    "themselves, put them in quotation marks.",
    "no_value": "{said} needs a word after the colon: {possible}.",
    "no_such_value": "{said} is nothing here. Possible is {possible}.",
    "several": "{said} can be several: {possible}.",
    "no_moment": "{said} is no moment. Possible are for example {possible}.",
    "too_many": "That is more than one can look for at once: leave some words out.",
}
