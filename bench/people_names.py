"""Invented people of ten languages for the trials of people: the rules were not written from these names."""

import random
from collections.abc import Iterator

from crm.model.cells import Cell

_FIRST = """Adaline Bertram Clementine Desmond Eleanor Franklin Gwendolyn Harriet Isaac Josephine Kenneth Lorraine
Mabel Nathaniel Oswald Patricia Rosalind Stanley Theodore Ursula Vincent Winifred Annegret Burkhard Dietlinde
Eckhard Friedhelm Gisela Hartmut Ingeborg Jörg Käthe Lieselotte Manfred Norbert Ottilie Reinhard Sieglinde Traudl
Uwe Wolfgang Amélie Benoît Céline Damien Édith Fabrice Geneviève Hervé Irène Jérôme Laurent Mireille Noémie Océane
Pascal Régine Sylvain Thérèse Yannick Almudena Begoña Concepción Dolores Esteban Fermín Gonzalo Hortensia Íñigo
Jacinta Leandro Macarena Nicanor Óscar Pilar Ramón Adalgisa Benedetta Corrado Domenico Ersilia Fiorenza Gaspare
Ippolita Ludovica Massimo Ornella Piergiorgio Raffaella Agnieszka Bartłomiej Czesław Dobrosława Elżbieta Grażyna
Henryk Ignacy Jadwiga Kazimierz Ludmiła Małgorzata Przemysław Stanisława Anneke Boudewijn Cornelis Dieuwertje Evert
Geertruida Hendrik Jolanda Klaas Liesbeth Maarten Afonso Beatriz Caetano Duarte Fátima Graça Inês João Leonor
Mafalda Nuno Rosário Zulmira Astrid Bengt Carina Einar Gudrun Håkan Ingegerd Kjell Märta Sören Ayşe Burak Cemal
Dilek Emine Gökhan Hülya İbrahim Kerem Leyla Mustafa Nurcan Özlem Şükrü Tuğba"""
_ONE = """Ab Al An Ar Ba Ber Bi Bo Bran Bru Ca Cas Che Cor Da Del Do Dra Du Eber Eck El Er Fa Fer Fi Flo Fra Ga Ger
Gi Go Gra Gro Gu Hal Han Har Hei Hel Hol Hu Ir Ja Jan Jo Ka Kel Ki Kle Ko Kra Kru La Lan Le Lin Lo Lu Ma Mal Mar Mei
Mo Mu Na Neu No Ober Ol Os Pa Per Pi Po Pra Ra Rei Ri Ro Ru Sa Schla Schu Se Si Sta Stei Sto Ta Tho Ti Tra Tu Ul Va
Ver Vi Vo Wa Wei Wi Wo Za Zie Zu"""
_TWO = """ba be bi bo de di do ga ge gi ka ke ki ko la le li lo ma me mi mo na ne ni no ra re ri ro sa se ta te ti
to va ve"""
_END = """ck der dt feld ger hagen hof kamp ler ling mann meier ner ring s sen stedt stein thal wald ard aud eau ert
ier ault ois on et ez ero ado ales illo ín osa uela ani elli etti ini ino one ucci ak czyk ek iak ski ska wicz uk by
croft den ford ham ley more shaw ton wick worth ema inga stra kamp veld daal eira inho oso ão es berg gren lund mark
qvist strand oğlu demir kaya er can"""
_CITIES = """Aldersham Brackenforth Coldwater Dunmere Eastholm Farleigh Grimsby Holtwick Ivybridge Kelsham Lower
Marsden Northcote Overbury Penwick Quarley Rushden Stanmoor Thornley Upton Walham Yarborough"""
_STREETS = """Abbey Beech Canal Dove Elm Forge Garden Harbour Isling Jubilee King Lime Market Nelson Orchard Park"""


def people(count: int, seed: int) -> Iterator[dict[str, Cell]]:
    """So many people with a name, most with a phone, an email, a city, a street, a birthday and an organisation."""
    dice = random.Random(seed)
    firsts, cities, streets = _FIRST.split(), _CITIES.split(), _STREETS.split()
    for number in range(count):
        first, last = dice.choice(firsts), _last(dice)
        row: dict[str, Cell] = {"id": f"C-{seed % 32:02d}{number:06d}", "name": f"{first} {last}"}
        mail = f"{first[: dice.choice((1, 3, 9))]}.{last}{dice.choice(('', '', dice.randint(1, 99)))}".casefold()
        parts: dict[str, Cell] = {
            "phone": f"0{dice.randint(100, 999)} {dice.randint(100, 999)} {dice.randint(0, 9999):04d}",
            "email": f"{mail}@{dice.choice(('gmail.com', 'web.de', 'orange.fr', 'example.org', 'mail.example'))}",
            "city": dice.choice(cities),
            "street": f"{dice.randint(1, 180)} {dice.choice(streets)} {dice.choice(('Road', 'Lane', 'Street'))}",
            "birthday": f"{dice.randint(1935, 2008)}-{dice.randint(1, 12):02d}-{dice.randint(1, 28):02d}",
            "organisation": f"{_last(dice)} {dice.choice(('Ltd', 'GmbH', 'SA', '& Co'))}",
        }
        often = (0.8, 0.7, 0.8, 0.4, 0.3, 0.4)
        yield row | {
            name: cell for (name, cell), share in zip(parts.items(), often, strict=True) if dice.random() < share
        }


def _last(dice: random.Random) -> str:
    middle = dice.choice(_TWO.split()) if dice.random() < 0.6 else ""
    return dice.choice(_ONE.split()) + middle + dice.choice(_END.split())


def mistyped(text: str, dice: random.Random) -> str:
    """A text with one slip: a letter left out, replaced, doubled, or two in each other's place; never the first."""
    if len(text) < 3:
        return text
    at = dice.randrange(1, len(text) - 1)
    slips = (
        text[:at] + text[at + 1 :],
        text[:at] + dice.choice("abcdefghijklmnoprstuvwyz") + text[at + 1 :],
        text[: at + 1] + text[at:],
        text[:at] + text[at + 1] + text[at] + text[at + 2 :],
    )
    return dice.choice(slips)
