"""Words around a name that show that it is one."""

TITLES = frozenset(
    """
        meneer mevrouw mevr mw dhr heer juf juffrouw meester dokter dr drs ds prof professor mr ing ir
        burgemeester pater zuster broeder pastoor dominee imam familie gezin
    """.split()
)
"""A surname or first name comes next."""
RELATIVES = frozenset(
    """
        tante oom ome opa oma nonna moeder vader mama papa stiefvader stiefmoeder pleegvader pleegmoeder
        pleegouders schoonmoeder schoonvader schoonzus schoonbroer zwager zus zusje zussen zusjes broer
        broertje broers broertjes halfbroer halfzus zoon zoontje zonen zoons dochter dochtertje dochters
        pleegzoon pleegdochter neef neefje nicht nichtje kind kinderen kleinzoon kleindochter man vrouw ex
        vriend vriendin vriendje vriendinnetje vrienden maat jongen meisje oudste jongste middelste
        buurman buurvrouw buurjongen buurmeisje collega trainer mentor coach voogd gezinsvoogd gezinscoach
        begeleider begeleidster begeleiders hulpverlener therapeut psycholoog psychiater huisarts arts
        wijkagent politieagent agent rechter advocaat leerplichtambtenaar contactpersoon bewindvoerder
        jim tweeling oppas stagiair stagiaire zwemleraar leraar lerares docent docente directeur
    """.split()
)
"""A name may come next, with or without a comma."""
ROLES = (
    RELATIVES
    | TITLES
    | frozenset("interviewer respondent jongere ouder ouders deelnemer spreker".split())
)
"""These stay as they are: who somebody is to the participant is what the study is about."""
SPEAKING = frozenset(
    """
        zei zegt zeg zeiden vertelde vertelt vroeg vraagt riep roept belde belt dacht denkt vond vindt lachte
        lacht keek kijkt antwoordde fluisterde schreeuwde snapte snapt hoorde begreep appte schreef huilde
    """.split()
)
"""What people do: a name is its subject, before or after it."""
BEING = frozenset(
    """
        is was heeft had deed doet ging gaat kwam komt wist weet woont woonde werd wordt zat zit wilde kon kan
        kreeg krijgt liep moest moet stond staat gebruikte kende kent mocht bleef blijft begon werkte werkt hielp
        helpt nam bracht sliep zag ziet
    """.split()
)
NAMING = frozenset("heet heette heten heetten genaamd geheten".split())
PRESENTING = frozenset({("ik", "ben"), ("hoi", "met"), ("hallo", "met")})
ADDRESSING = frozenset(
    "kom luister wacht kijk ga jij je wat weet hoe waarom doe zeg hou stop blijf ik jongen meisje schat".split()
)
"""After `Wil,` at the start of a sentence these speak to somebody."""
PLACING = frozenset(
    "in uit naar te bij rond nabij richting van rondom vanuit buiten tot vanaf over langs".split()
)
GOING = frozenset("in uit naar te rond nabij richting vanuit".split())
DETERMINERS = frozenset(
    "de het een die dat deze dit geen mijn zijn haar hun ons onze jouw je z'n m'n d'r der den".split()
)
POSSESSIVES = frozenset("mijn haar zijn onze ons jouw hun m'n z'n".split())
ADVERBIAL = frozenset("heel echt zo te wel niet er een".split())
PARTICLE_SEQUENCES = frozenset(
    tuple(sequence.split())
    for sequence in (
        "van;van de;van der;van den;van 't;van het;de;den;der;ten;ter;te;'t;t;van t;el;al;ait;ben;bin;ou;bou;la;"
        "le;les;du;da;dos;del;di;della;de la;de los;vande;vander;vanden;ver;von;von der;abu;in 't;in t;in de;in den;"
        "op de;op den;op 't;op t;uit de;uit den;uit 't;uit t;aan de;over de;onder de;voor de"
    ).split(";")
)
"""Tussenvoegsels, as they follow each other."""
PARTICLES = frozenset(word for sequence in PARTICLE_SEQUENCES for word in sequence)
LOCATIVE = frozenset("in op uit aan over onder voor".split())
"""Tussenvoegsels that start an ordinary phrase far more often, without capitals."""
STRONG_PARTICLES = frozenset("el ait ten bou".split())
"""Hardly anything but a name comes after these, when they come after a first name or a title."""
WORDS_TOO = frozenset("wil hoop kan can bing pas leen koos ken elke el min".split())
"""First names that are verbs and the like: `mijn moeder wil` needs more than the noun before it."""
ABBREVIATED = frozenset("mevr mw dhr dr drs ds mr ing ir prof".split())
"""Titles that a full stop parts from the name."""
