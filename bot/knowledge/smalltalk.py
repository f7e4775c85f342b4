"""Small talk by rules: polite, short, honest about being a program; never in the way of a question."""

from __future__ import annotations

import re
from typing import Literal

from bot.words import Words

Talk = Literal[
    "greeting",
    "thanks",
    "goodbye",
    "wellbeing",
    "bot",
    "able",
    "abuse",
    "wrong",
    "person",
    "complaint",
    "anew",
    "yes",
    "no",
    "joke",
    "sorry",
]

_NAME = r"(?: (?:there|all|everyone|everybody|team|bot|again|you|folks|friend|mate|pal|buddy|love|dear))*"
_OPENING = (
    rf"(?:hi|hiya|hey|hello|helo|helow|hullo|howdy|greetings|dear|ay up|good (?:morning|afternoon|evening|day)|(?:morning|afternoon|evening)(?! (?:events?|meetings?|sessions?|workshops?|webinars?|gatherings?))"
    rf"|bore da|prynhawn da|noswaith dda|shw ?mae|s ?mae|su mae){_NAME}"
)
_THANKS = (
    r"(?:(?:ok |okay |great |brilliant |lovely |perfect |oh |many |no )*(?:thanks|thank you|thankyou|thx|ty|cheers|ta|much appreciated|i appreciate (?:it|that)|diolch)"
    r"(?: (?:so|very|a|yn|iawn|fawr|much|lot|lots|million|bunch|again|for|ever|that|this|your|you|the|help|all|it|very much|bot|mate|pal|buddy|everything|info|information|answer|answering"
    r"|helping|quick|reply|that|thats|s|is|was|great|helpful|really|brilliant|perfect|useful|lovely|kind|of|and|excellent|now))*)"
)
_WHOLE: tuple[tuple[Talk, str], ...] = (
    ("greeting", _OPENING),
    ("wellbeing", rf"(?:{_OPENING} )?(?:how are (?:you|things)(?: doing)?(?: today)?|how it going|hows it going|how is it going|you (?:ok|okay|all right|alright)|are you (?:ok|okay|well)|what up|whats up|sut mae|sut wyt ti|sut ydych chi|nice to meet you)"),
    ("thanks", _THANKS),
    ("thanks", r"(?:that is |thats |that |that was |it was |you are |youre |very |so |really )*(?:great|helpful|perfect|brilliant|lovely|excellent|useful|amazing|awesome|wonderful|fantastic)(?: (?:job|work|answer|help))?(?: (?:thanks|thank you|cheers))?"),
    ("thanks", r"(?:oh |wow |ah )*(?:(?:this|that|it|you)(?:ve| have)? (?:was |is |been |really |just )*(?:help(?:s|ed)|a (?:great|big|huge|real) help|(?:so |very |really )?helpful)(?: me)?(?: a lot| loads)?|(?:you (?:are |re )?|youre )?(?:a |an |the )?(?:star|legend|lifesaver|life saver|best|angel)|good bot|nice one|well done|(?:good|great|nice) (?:job|work|stuff))(?: (?:thanks|thank you|cheers|bot))*"),
    ("goodbye", rf"(?:ok |okay |right |{_THANKS} )*(?:bye|good ?bye|bye bye|see you|see ya|cya|good ?night|have a (?:good|nice|great|lovely) (?:day|one|evening|weekend|afternoon)|take care|hwyl|hwyl fawr|nos da|that all|that is all|thats all|ta ta|cheerio|farewell)(?: (?:for now|later|then|soon|tomorrow|everyone|all|bot))*"),
    ("bot", r"(?:so )?(?:are you|r u|is this|am i (?:talking|speaking|chatting) (?:to|with)|you are|wyt ti n|ydych chi n) ?(?:just )?(?:an?|the)? ?(?:real |actual |live |person |berson )?(?:person|human|human being|bot|robot|chatbot|machine|computer|program|ai|man|woman|people|real|alive|berson|robot)(?: or (?:an? )?(?:real )?(?:person|human|bot|robot|machine|computer|program|ai))?(?: go iawn)?"),
    ("bot", r"(?:who|what) (?:are|r) (?:you|u)(?: exactly)?|what is your name|whats your name|what your name|do you have a name|who (?:made|built|created|wrote|runs) you|pwy wyt ti|pwy ydych chi|are you chat ?gpt|do you use (?:ai|chat ?gpt)"),
    ("able", r"(?:help|help me|i need (?:some )?help|can you help(?: me)?|please help|(?:so )?what(?: is|s)? this(?: thing| bot| chat| app| all about)*|what can (?:you|i) (?:do|ask|ask you|help with|help me with)(?: (?:about|for me|here|with (?:it|this|you)))?|(?:i am|im) (?:brand |quite |completely |very |totally )*new(?: (?:here|to (?:this|all this|the coalition|the bot|slack|teams)))*|(?:where|how) do i (?:start|begin|use (?:it|this|you))|what should i ask(?: (?:you|first))?|what do you (?:do|know)(?: about)?|what (?:are|re) you (?:able|here|made) (?:to do|for)|how (?:do|does) (?:you|this|it) work|how can you help(?: me)?|what (?:sort|kind) of (?:things|questions) can i ask(?: you)?|cymorth|beth (?:alli|allwch) (?:di|chi) (?:ei )?wneud)"),
    ("person", r"(?:hi |hello |please |no )*(?:(?:can|could|may|might) (?:i|we) |i (?:want|need|would like|d like|wish|prefer) to |id like to |i would like to |let me |how (?:can|do) i |is it possible to |i want to |alla i )?(?:speak|talk|chat|be put through|get through|siarad|connect) ?(?:to|with|a)? (?:someone|somebody|a (?:real |human |actual |live )?(?:person|human|human being|agent|member of staff|member of the team|adviser|advisor|operator)|real people|a real person|one of the team|an agent|the (?:hub |support )?team|the staff|staff|rhywun|the hub|your (?:boss|manager|supervisor))(?: (?:please|instead|now|about (?:this|it|something)|directly|in person))*"),
    ("person", r"(?:(?:please )?(?:ask|contact|tell|message|call|email) the (?:hub |support )?team(?: (?:please|for me|this))*|human please|(?:a )?(?:real )?(?:person|human|agent|operator)(?: please)?|can (?:someone|somebody|a (?:real )?(?:human|person)) (?:please )?(?:call|contact|ring|email|phone) me(?: (?:please|back))*|put me through(?: to (?:someone|somebody|a person|the team))?|connect me (?:to|with) (?:someone|a person|a human|the team))"),
    ("person", r"(?:.{1,60} )?i (?:just |really |would |d |rather )*(?:want|need|like|prefer|speak|talk) (?:to (?:speak|talk) )?(?:to |with )?(?:a |an )(?:real |actual |proper )?(?:human|person|human being)(?: please| instead| now)*"),
    ("abuse", r"(?:(?:you|u|this|that|it|the|bot|your|is|are|a|an|bit|little|quite|pretty|so|such|really|very|bloody|completely|absolutely|what|just|are you|re|youre|was|s)+ )*(?:stupid|idiot|idiotic|useless|rubbish|crap|shit|shite|bullshit|moron|dumb|hopeless|terrible|awful|pathetic|thick|garbage|waste of (?:time|space|money)|suck|sucks|fuck off|fuck you|fuck|piss off|shut up|wanker|twat|bastard|dickhead|bitch|hate you|i hate you|worst)(?: (?:bot|robot|thing|machine|idiot|computer|at this|ever|off|you|it))*(?: (?:and )?you (?:do not|dont|did not|didnt|never|have not|havent|cant|cannot) (?:answer|understand|get|listen|help|know|read)\w*(?: \w+){0,4})?"),
    ("wrong", r"(?:no |sorry |but |hm+ )*(?:(?:that|this|it|your|the)(?: answer)?(?: is| was|s)? (?:completely |totally |just |still )?(?:wrong|incorrect|not (?:right|true|correct|helpful|useful|it|what i (?:asked|meant|wanted|need)(?: for)?|the answer)|out of date|no (?:help|use|good))|thats not (?:right|true|correct|helpful|useful|it|what i (?:asked|meant|wanted|need)(?: for)?)|(?:you|u) (?:got|have got|ve got) (?:that|it|this) wrong|(?:that|this|it) (?:didnt|did not|doesnt|does not) (?:help|answer (?:it|my question|the question))|(?:you |u )(?:are |re |were |just )*(?:wrong|mistaken|no (?:help|use)|not (?:helping|listening|helpful))|youre (?:just )?(?:wrong|mistaken|no (?:help|use)|not (?:helping|listening|helpful))|(?:you|u) (?:do not|dont|did not|didnt|have not|havent|are not|arent) (?:answer(?:ed|ing)?|understand|understood|listen(?:ing)?|get it|help(?:ing|ed)?)(?: (?:me|my|the|question|at all|that|it))*|(?:that|this|it)(?: is| was|s)? (?:nonsense|rubbish|not what i said)|(?:that|this|it) (?:makes|made) no sense|(?:(?:it|this|that)(?: is|s)? )?(?:not|isnt|doesnt|does not) work(?:ing)?|ugh+|wtf|wrong(?: answer)?|not (?:helpful|what i (?:asked|meant)(?: for)?))"),
    ("complaint", r"(?!(?:who|whom|how|where|what|which|when|do|does|can|should|is|are)\b)(?:.{1,60} )?(?:(?:i |we |id |i d )(?:just |really |do )*(?:want|wish|need|would like|like) to (?:complain|(?:make|raise) an? (?:formal |official |serious )*(?:complaint|concern|grievance)|report (?:bullying|harassment|abuse|discrimination))|(?:i am|im|i was|i have been|ive been|i feel) (?:being |getting |very |really )*(?:bullied|harassed|discriminated against|insulted|mistreated|humiliated|unsafe)|(?:was|were|is|are|has been|keeps being) (?:\w+ )?(?:rude|racist|sexist|abusive|horrible|nasty|unkind|aggressive) to (?:me|us))\b.{0,200}"),
    ("joke", r"(?:can you |please |do you (?:know|have) )?(?:tell me (?:a|another|some)|a|any|tell|say something)? ?(?:jokes?|funny)(?: please)?|(?:will you )?(?:marry me|i love you|do you love me)|sing (?:me )?a song"),
    ("sorry", r"(?:oh )?(?:i am |im )?(?:so )?sorry(?: about that)?|(?:my )?apologies|never ?mind|forget it|doesnt matter|it doesnt matter|oops|no worries|no problem"),
    ("anew", r"(?:(?:ok|please|lets|can we|no) )*(?:(?:start|begin|go) (?:over|again|afresh|from the (?:start|beginning|top))|reset|new (?:topic|subject|question)|change of subject|forget (?:that|everything|all that|what i (?:just )?(?:said|asked)(?: before)?))"),
    ("yes", r"(?:yes|yeah|yep|yup|sure|ok|okay|fine|alright|all right|got it|i see|right|great stuff|cool|ie|iawn|understood|makes sense|good|nice|lol|(?:ha)+|(?:he)+)(?: (?:please|ok|good|fine|sure|then))*"),
    ("no", r"(?:(?:thanks|thank you) but no thanks|no|nope|nah|not really|na)(?: (?:thanks|thank you|that all|thats all|it fine|its fine))*"),
)  # fmt: skip
_RULES = tuple((talk, re.compile(pattern)) for talk, pattern in _WHOLE)
_MARKS: tuple[tuple[Talk, frozenset[str]], ...] = (
    ("thanks", frozenset("👍🙏❤💚💙😊🙂😀😃😄😁😍🥰🎉👏👌✅") | frozenset(["+1", "thumbsup", "pray", "heart", "slightly_smiling_face", "blush", "smile", "smiley", "grinning", "tada", "clap", "ok_hand", "white_check_mark"])),
    ("wrong", frozenset("👎😡😠🙁☹😞😢😭😤🤬") | frozenset(["-1", "thumbsdown", "rage", "angry", "slightly_frowning_face", "disappointed", "cry", "sob", "triumph"])),
    ("greeting", frozenset("👋") | frozenset(["wave"])),
)  # fmt: skip
"""What people say with a picture, or with its name as Slack sends it."""
_MARK = re.compile(r":([a-z0-9_+-]+):|(\S)")
_IN_FRONT = re.compile(
    rf"(?:(?:{_OPENING}|{_THANKS}|sorry|excuse me|please|oh|ok|okay|right|great|well|um|erm|(?:i am|im) (?:brand |quite |very )*new(?: here| to (?:this|all this|the coalition))?)\b[ ]?)+(?=\S)"
)


def talk(text: str) -> Talk | None:
    """What kind of small talk this is, if it is nothing else; ``text`` is words joined by spaces."""
    for kind, pattern in _RULES:
        if pattern.fullmatch(text):
            return kind
    return None


def mark(text: str) -> Talk | None:
    """What is said with pictures alone; the first that says anything counts."""
    marks = [name or sign for name, sign in _MARK.findall(text)]
    return next((kind for one in marks for kind, known in _MARKS if one in known), None)


def without_opening(text: str) -> str:
    """The text without a greeting or thanks in front."""
    match = _IN_FRONT.match(text)
    return text[match.end() :] if match and match.end() < len(text) else text


def reply(kind: Talk, words: Words) -> str:
    """What the bot says to it."""
    no_help = words("I am sorry that I was no help. I can put your question to the team, where a person answers it.")
    no_problem = words("No problem. What would you like to know?")
    replies: dict[Talk, str] = {
        "greeting": words("Hello! Ask me about taskgroups, events, partners or documents."),
        "wellbeing": words("I am well, thank you. What would you like to know?"),
        "thanks": words("You are welcome. Is there anything else?"),
        "goodbye": words("Goodbye. I am here whenever you have a question."),
        "bot": words(
            "I am a program, not a person. I answer from the coalition's records and documents, and can put your "
            "question to the team."
        ),
        "able": words(
            "I can tell you about taskgroups, events, partners, networks and people, and quote the coalition's "
            "documents, always with the source. What I do not know I can ask the team."
        ),
        "abuse": no_help,
        "wrong": no_help,
        "person": words("Of course. I can put your question to the team, and a person will answer it here."),
        "complaint": words(
            "I am sorry to hear that. I am a program, but I can pass it on, and a person of the team answers you. Say as "
            "much or as little as you like."
        ),
        "joke": words("I am better with facts about the coalition. What would you like to know?"),
        "anew": no_problem,
        "sorry": no_problem,
        "yes": words("Good. What would you like to know?"),
        "no": words("All right. I am here whenever you have a question."),
    }
    return replies[kind]
