"""Thirty questions written by hand, as people type them in a hurry, and the people whom they mean."""

from bench.search_data import Question, Somebody


def _one(number: int, first: str, last: str, firm: str, city: str, email: str, phone: str, *notes: str) -> Somebody:
    return Somebody(f"C-HAND{number:02d}", first, last, firm, city, email, phone, notes)


PEOPLE_BY_HAND = (
    _one(1, "Siobhán", "O'Dowd-Farrelly", "", "Drogheda", "siobhan@farrelly.example", "+353 41 983 0000",
         "Wants the harpsichord tuned before the baptism of Fionnuala"),
    _one(2, "Jürgen", "Möllenkötter", "Zupfinstrumente Möllenkötter", "Bielefeld", "jm@zupf.example",
         "0521 / 55 66 77-0", "Rechnung kommt erst nach der Musikmesse"),
    _one(3, "Đặng Thu", "Hương", "Phở Corner", "Wrocław", "huong@pho.example", "+48 601 555 123",
         "Allergic to peanuts, orders crates of coriander on Thursdays"),
    _one(4, "Anne-Sophie", "de la Rochefoucauld", "", "Quimper", "asr@quimper.example", "02 98 55 01 23",
         "Gave us the recipe for kouign-amann"),
    _one(5, "Þorvaldur", "Sigurðsson", "Norðurljós ehf", "Akureyri", "tolli@nordur.example", "+354 461 0000",
         "Drives the snowplough, ring after four"),
    _one(6, "Kwabena", "Asante-Mensah", "", "Kumasi", "kwabena.am@post.example", "+233 24 555 0199",
         "Brother runs the cocoa cooperative"),
    _one(7, "Wilhelmina", "van den Oudenrijn", "Fietsenmakerij Oudenrijn", "Zaltbommel", "mina@fietsen.example",
         "0418-555012", "Tandem with the crooked fork"),
    _one(8, "", "Björkqvists Snickeri AB", "", "Härnösand", "info@bjorkqvist.example", "0611-55 50 10",
         "Delivers birch plywood every second Tuesday"),
    _one(9, "Xóchitl", "Hernández", "Cerámica Xóchitl", "Oaxaca", "xochitl@ceramica.example", "+52 951 555 0134",
         "Prometió enviar las muestras de barro negro"),
    _one(10, "Bartholomew", "Featherstonehaugh", "", "Skipton", "bart.f@dales.example", "01756 555 321",
         "Says it Fanshaw; mobility scooter needs a new battery"),
)  # fmt: skip


def _asked(typed: str, *numbers: int) -> Question:
    return Question("by hand", typed, frozenset(f"C-HAND{number:02d}" for number in numbers))


BY_HAND = (
    _asked("siobhan", 1), _asked("odowd farrelly", 1), _asked("farelly", 1), _asked("siobahn o'dowd", 1),
    _asked("harpsicord", 1), _asked("drogeda", 1), _asked("moellenkoetter", 2), _asked("jurgen mollenkotter", 2),
    _asked("mollenkoter bielefeld", 2), _asked("0521 556677", 2), _asked("+49 521 5566", 2), _asked("musikmese", 2),
    _asked("dang thu huong", 3), _asked("pho corner", 3), _asked("corriander", 3), _asked("de la rochefoucault", 4),
    _asked("anne sophie quimper", 4), _asked("kouign amann", 4), _asked("sigurdsson", 5), _asked("akureyri snow", 5),
    _asked("asante mensah", 6), _asked("kwabana", 6), _asked("0245550199", 6), _asked("oudenrijn tandem", 7),
    _asked("fietsenmakerji", 7), _asked("bjorkqvist snikeri", 8), _asked("xochitl hernadez", 9),
    _asked("featherstonhaugh", 10), _asked("bart.f@dales", 10), _asked("mobility scoter", 10),
)  # fmt: skip
