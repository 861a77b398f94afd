"""The kinds of moves, each in a sentence: `who` does it, or has it done to, and `what` it is about."""

SENTENCES = {
    "hear": "{who} hears {what}",
    "late": "{who} hears {what}, half a minute late",
    "call": "{who}, about {what}: its call is answered",
    "silent": "{who}, about {what}: its call is not answered, and the event is tried again later",
    "conclude": "{who} goes on with {what}",
    "crash": "{who} crashes after its call about {what}, and hears it again",
    "arrive": "the request about {what} that {who} gave up takes effect after all",
    "cancel": "the customer cancels {what}",
    "expire": "the deadline of {what} passes",
    "second": "somebody types order.created of {what} once more",
    "copy": "{what} comes to {who} once more",
    "back": "{who} is back",
}
