"""Who is in the sample: invented people and organisations, with names of many scripts and habits."""

CUSTOMER_ORGANISATIONS = (
    ("Lee & Daughters", "London"),
    ("Moorside Primary School", "Leeds"),
    ("Aire Valley Couriers", "Bradford"),
    ("Café Pédale", "York"),
    ("Otley Road Dental Practice", "Leeds"),
    ("St Chad's Community Centre", "Leeds"),
)
UNDER_CONTRACT = {"Aire Valley Couriers": 420.0, "Moorside Primary School": 260.0}
"""Whose bicycles are looked after month by month, and what they pay for it."""
THEIR_PEOPLE = (
    ("Ann Lee", "Lee & Daughters", "Manager"),
    ("Martin Okafor", "Moorside Primary School", "Caretaker"),
    ("Jess Turner", "Aire Valley Couriers", "Fleet manager"),
    ("Élodie Martin", "Café Pédale", "Owner"),
    ("Samuel Cohen", "Otley Road Dental Practice", "Dentist"),
    ("Ruth Dyson", "St Chad's Community Centre", "Warden"),
)
PRIVATE_CUSTOMERS = (
    "Katherine Hughes",
    "Robert Whitaker",
    "Siobhán O'Brien",
    "Jürgen Müller",
    "Nguyễn Thị Mai",
    "João Ferreira",
    "Ravi",
    "田中 花子",
    "Amélie Laurent",
    "Zoë Clarke",
    "Oluwaseun Adeyemi",
    "Fatima Khan",
    "Björn Lindqvist",
    "Ewa Nowak",
    "Дмитрий Иванов",
    "Grace Osei",
    "Harold Ashworth",
    "Priya Raman",
    "Owen Pritchard",
    "Mary-Jane Fowler",
    "Σοφία Παππά",
    "Carlos Núñez",
    "Hannah Becker",
    "Yusuf al-Amin",
)
LEAD_ORGANISATION = ("Headingley Cycling Club", "Leeds")
LEADS = ("Łukasz Wójcik", "Nadia Rahman", "Peter van den Berg", "Ellen Moss", "Callum Reid", "Thandiwe Mokoena")
SUPPLIERS = (
    ("Harbour Parts Ltd", "Leeds"),
    ("Pennine Tyres", "Huddersfield"),
    ("Spoke & Chain Wholesale", "Sheffield"),
    ("Velowerk GmbH", "Münster"),
    ("Green Oil Supplies", "Hull"),
)
SUPPLIERS_PEOPLE = (("Maureen Platt", "Harbour Parts Ltd", "Sales"), ("Stefan Groß", "Velowerk GmbH", "Export"))
RETAILER = ("Northgate Outdoor Shop", "Wakefield")
DISTRIBUTOR = ("Euro Cycle Distribution BV", "Utrecht")
MONTHLY_DONORS = ("Margaret Ellison", "Ibrahim Siddiqui", "William Thornton")
YEARLY_DONORS = ("Chloé Dubois", "Aoife Ní Bhriain", "Beatrice Holroyd")
VOLUNTEERS = ("Lily Marsden", "Marek Dvořák")

ABROAD = {
    "Velowerk GmbH": ("Münster", "Germany"),
    "Stefan Groß": ("Münster", "Germany"),
    "Euro Cycle Distribution BV": ("Utrecht", "Netherlands"),
    "Chloé Dubois": ("Lyon", "France"),
    "Aoife Ní Bhriain": ("Galway", "Ireland"),
    "田中 花子": ("Osaka", "Japan"),
    "João Ferreira": ("Porto", "Portugal"),
    "Björn Lindqvist": ("Malmö", "Sweden"),
}
IN_LATIN = {"田中 花子": "hanako tanaka", "Дмитрий Иванов": "dmitri ivanov", "Σοφία Παππά": "sofia pappa"}

CITIES = ("Leeds", "Leeds", "Leeds", "Bradford", "York", "Otley", "Ilkley", "Harrogate", "Wakefield")
STREETS = ("Mill Lane", "Station Road", "Kirkgate", "Church Row", "Canal Street", "Moor View", "Albert Terrace")
NEEDS = (
    "Prefers a call to an email.",
    "Needs the bike back before the weekend.",
    "Rides in all weather; wants mudguards and good lights.",
    "Asks for a price before any work begins.",
    "Likes second-hand parts where they are safe.",
    "Two children, one trailer; collects after school.",
    "Bring the invoice on paper, please.",
)
BIKES = (
    "Steel touring bike, 28 inch, green",
    "Folding bike, 3 gears",
    "Cargo bike with electric drive; battery from last year",
    "Road bike, 11 speed, carbon fork",
    "Two children's bikes, 20 and 24 inch",
    "City bike with hub gears",
)
