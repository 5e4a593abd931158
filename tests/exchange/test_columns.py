"""What each column of a foreign list becomes."""

import sys
from dataclasses import replace

import pytest

from crm.exchange.columns import propose
from crm.model.cells import TEXT
from crm.model.schema import Column
from crm.model.sheets import SHEETS
from tests.exchange.conftest import told

ROW = {
    "email": "ann@example.com",
    "phone": "020 7946 0112",
    "whatsapp": "07700 900417",
    "birthday": "14.3.1984",
    "last_visit": "2026-03-01",
    "postcode": "01067",
    "do_not_contact": "Yes",
    "since": "2019-04-01",
    "website": "example.com",
}
# The headings were written before the synonyms, from what phones, mail programs and people write.
HEADINGS = {
    "name": "Name, Full Name, Contact name, Nom complet, Nombre completo, Imię i nazwisko, Display Name",
    "first_name": "First Name, Given Name, Vorname, Prénom, first_name, Nome proprio, Voornaam",
    "last_name": "Last Name, Surname, Family Name, Nachname, Nom de famille, Apellidos, Cognome, Nazwisko, Achternaam",
    "middle_name": "Middle Name, Additional Name",
    "email": "E-mail, Email Address, E-mail 1 - Value, Primary Email, Correo electrónico, "
    "Adresse e-mail, E-Mail-Adresse, Home Email, EmailAddress, Correo del cliente",
    "phone": "Phone, Mobile Phone, Tel., Phone 1 - Value, Business Phone, "
    "Téléphone portable, Handy, Cellulare, Telefon komórkowy, Tel. priv., Téléphone client, Home Phone",
    "city": "City, Address 1 - City, Home City, Ort, Ville, Ciudad, Città, Miasto, Business City, Woonplaats",
    "street": "Street, Address 1 - Street, Home Address, Straße, Rue, Dirección, Indirizzo, Adress",
    "postcode": "ZIP, Postal Code, Address 1 - Postal Code, Home ZipCode, PLZ, Code postal, CAP, Kod pocztowy",
    "country": "Country, Address 1 - Country, Land, Pays, País, Kraj, Home Country/Region",
    "organisation": "Company, Organization 1 - Name, Organization Name, Firma, Société, Empresa, Azienda, Company Name",
    "birthday": "Birthday, Date of Birth, DOB, Geb.-Datum, Geburtstag, Date de naissance, Fecha de nacimiento",
    "last_visit": "Last visit, Last contact, Letzter Besuch, Dernière visite, Última visita, Last Contact Date",
    "notes": "Notes, Comments, Bemerkungen, Remarques, Notas, Uwagi",
    "role": "Job Title, Title, Position, Funktion, Beruf",
    "reference": "Customer no., Kunden-Nr., Customer ID, N° client, Mitgliedsnummer",
    "website": "Website, Web Page, Website 1 - Value, Sito web",
    "tags": "Tags, Labels, Schlagworte",
    "relationships": "Category, Group Membership, Kundengruppe",
    "do_not_contact": "Do not contact, Unsubscribed, Opt out",
    "since": "Customer since, Member since, Mitglied seit, Kunde seit",
    "whatsapp": "WhatsApp, WhatsApp number",
    "region": "County, State/Province, Bundesland",
    "owner": "Account manager, Contact Owner, Zuständig",
}
CASES = [(heading.strip(), field) for field, headings in HEADINGS.items() for heading in headings.split(",")]
OWN = (
    "Shoe size, Manager's name, Assistant's phone, Spouse, Fax, Yomi Name, Phonetic First Name, Business Fax, "
    "Favourite colour, Email consent given by, Phone model, City tax, Referred by, Gender, Hobby, Allergies"
)


@pytest.mark.parametrize(("heading", "field"), CASES)
def test_a_known_heading_finds_its_field(targets, heading: str, field: str) -> None:
    assert targets(f"{heading},Zzz", f"{ROW.get(field, 'Words')},x")[heading] == field


@pytest.mark.parametrize("heading", [heading.strip() for heading in OWN.split(",")])
def test_a_heading_that_nobody_knows_is_a_column_of_the_teams_own(targets, heading: str) -> None:
    assert targets(f"Name,{heading}", "Ann,blue")[heading] == f"own:{heading}"


def test_cells_that_do_not_fit_speak_against_a_heading_that_is_only_nearly_known(targets) -> None:
    assert targets("Name,Bank e-mail notice", "Ann,sent", "Bo,sent")["Bank e-mail notice"] == "own:Bank e-mail notice"


def test_a_type_is_a_kind_or_a_relationship_by_what_stands_below(targets) -> None:
    assert targets("Name,Type", "Ann,Person", "Acme,Organisation")["Type"] == "kind"
    assert targets("Name,Type", "Ann,Supplier", "Bo,Customer")["Type"] == "relationships"


def test_a_state_is_a_status_or_a_region_by_what_stands_below(targets) -> None:
    assert targets("Name,State", "Ann,Active", "Bo,Former")["State"] == "status"
    assert targets("Name,State", "Ann,Texas", "Bo,Ohio")["State"] == "region"


def test_a_second_phone_goes_to_phone_2_and_a_third_stays_a_column_of_its_own(targets) -> None:
    found = targets("Name,Mobile,Home phone,Work phone", "Ann,0123456,0223456,0323456")
    assert list(found.values()) == ["name", "phone", "phone_2", "own:Work phone"]


def test_the_better_filled_of_two_columns_for_one_field_gets_it(targets) -> None:
    found = targets("Name,Work City,Home City", "Ann,,Leeds", "Bo,York,Hull")
    assert found == {"Name": "name", "Work City": "own:Work City", "Home City": "city"}


def test_beside_a_first_name_the_name_is_the_last_name(targets) -> None:
    assert targets("Nom,Prénom", "Curie,Marie") == {"Nom": "last_name", "Prénom": "first_name"}
    assert targets("Nombre,Apellidos", "Ana,de la Cruz") == {"Nombre": "first_name", "Apellidos": "last_name"}


def test_two_columns_of_one_name_are_told_apart(listed) -> None:
    mapping = propose(listed("Name,a b,a b,,Status", "Ann,1,one,x,Gold", "Bo,2,two,y,Silver"))
    assert [one.target for one in mapping[1:]] == ["own:a b", "own:a b (2)", "own:Column 4", "own:Status (2)"]


def test_a_column_without_any_cell_is_left_out_and_claims_nothing(targets) -> None:
    assert targets("Name,Phone,Mobile", "Ann,,07700900417") == {"Name": "name", "Phone": "", "Mobile": "phone"}


def test_without_headings_the_cells_alone_decide(listed) -> None:
    mapping = propose(listed("Ann Lee,ann@example.com,020 7946 0112", "Bo Ek,bo@example.com,020 7946 0113"))
    assert [one.target for one in mapping] == ["name", "email", "phone"]
    assert not any(one.sure for one in mapping)


def test_three_different_cells_are_shown_of_each_column(listed) -> None:
    mapping = propose(listed("Name,City", "Ann,Leeds", "Bo,Leeds", "Cleo,", "Dora,York", "Eve,Hull", "Fay,Bath"))
    assert told(mapping, "city").samples == ("Leeds", "York", "Hull")


def test_a_heading_spelt_out_is_sure_and_one_that_was_guessed_is_not(listed) -> None:
    mapping = propose(listed("Name,Telephonn", "Ann,020 7946 0112"))
    assert [one.sure for one in mapping] == [True, False]


GOOGLE = (
    "First Name,Last Name,Labels,E-mail 1 - Label,E-mail 1 - Value,E-mail 2 - Value,Phone 1 - Label,Phone 1 - Value,"
    "Address 1 - Formatted,Address 1 - Street,Address 1 - City,Organization Name,Website 1 - Value"
)
OUTLOOK = (
    "Title,First Name,Last Name,Company,Job Title,Business Street,Business Phone,E-mail Address,E-mail Type,"
    "E-mail Display Name,Categories,Web Page"
)


def test_the_contacts_that_google_exports_are_all_understood(targets) -> None:
    found = targets(GOOGLE, "Ann,Lee,vip,Home,a@b.com,c@d.com,Work,0123456,4 Lee Rd Leeds,4 Lee Rd,Leeds,Acme,x.com")
    assert [found[heading] for heading in GOOGLE.split(",")] == [
        "first_name", "last_name", "tags", "", "email", "email_2", "", "phone", "", "street", "city", "organisation",
        "website",
    ]  # fmt: skip


def test_the_contacts_that_outlook_exports_are_all_understood(targets) -> None:
    found = targets(OUTLOOK, "Ms,Ann,Lee,Acme,Buyer,4 Lee Rd,01134960000,a@b.com,SMTP,Ann (a@b.com),VIP,x.com")
    assert [found[heading] for heading in OUTLOOK.split(",")] == [
        "greeting", "first_name", "last_name", "organisation", "role", "street", "phone", "email", "", "",
        "relationships", "website",
    ]  # fmt: skip


def test_without_rapidfuzz_only_slips_of_the_keyboard_are_not_understood(targets, monkeypatch) -> None:
    assert targets("Name,Adress", "Ann,4 Lee Road")["Adress"] == "street"
    monkeypatch.setitem(sys.modules, "rapidfuzz", None)
    assert targets("Name,Adress,Town", "Ann,4 Lee Road,Leeds") == {
        "Name": "name",
        "Adress": "own:Adress",
        "Town": "city",
    }


def test_a_field_declared_in_one_line_is_understood_in_an_import(listed) -> None:
    contacts = SHEETS["Contacts"]
    more = replace(contacts, columns=(*contacts.columns, Column("allergies", "Allergies", TEXT, aliases="Allergie")))
    mapping = propose(listed("Name,Allergie", "Ann,nuts"), {**SHEETS, "Contacts": more})
    assert mapping[1].target == "allergies"
