"""Words over the columns of other people's lists, for importing only: what programs export and people write.

They come on top of the headings and aliases of the sheets. Several fields for one word: the cells decide.
Languages: English, German, French, Spanish, Italian, Portuguese, Polish, Dutch.
"""

import re
from collections.abc import Mapping
from functools import lru_cache

from crm.model.schema import Sheet
from crm.model.sheets import SHEETS
from crm.model.text import key

LAST_VISIT, NOTES, MIDDLE_NAME = "last_visit", "notes", "middle_name"
NOTE_LINE = "note_line"  # "Heading: value", a line of the notes
BIRTH_PARTS = ("birth_day", "birth_month", "birth_year")

_WORDS = """
name: contact name, customer name, client name, member name, patient name, person, contact, member, patient, donor,
    file as, formatted name, nombre completo, nom complet, nome completo, nominativo, imie i nazwisko, volledige naam,
    vollständiger name, anzeigename, ansprechpartner, nome, naam, nome e cognome, cliente, nom et prénom,
    nombre y apellidos, vor- und nachname, name vorname, kundenname, nom affiché, nombre para mostrar,
    nombre del cliente, nome visualizzato, contatto, nome do cliente, nome para exibição, nome de exibição, contato,
    nazwa wyświetlana, nazwa klienta, kontakt, klient, weergavenaam, klantnaam, contactpersoon, klant, nom du client,
    nome del cliente
first_name: first, given, christian name, vorname, rufname, prénom, nombre de pila, nome proprio, primeiro nome, imię,
    voornaam, primer nombre, nome di battesimo, roepnaam, imiona, nombres
middle_name: middle, middle name, middle names, additional name, second name, zweiter vorname, weitere vornamen,
    deuxième prénom, segundo nombre, secondo nome, nome do meio, drugie imię, tweede naam, autres prénoms,
    tussenvoegsel, altri nomi, outros nomes
last_name: last, family, surname, zuname, nom de famille, cognome, sobrenome, apelido, nazwisko, achternaam,
    primer apellido, último nome, ultimo nome, nazwisko rodowe
greeting: title, prefix, name prefix, honorific, mr ms, titolo, aanhef, zwrot, anrede titel, forma de tratamiento,
    tratamento, zwrot grzecznościowy
organisation: associated company, organization name, organisation name, company name, business, business name,
    employer, workplace,
    firmenname, unternehmen, organisation firma, nom de l'entreprise, raison sociale, nombre de la empresa, compañía,
    azienda, ditta, società, nome azienda, firma, nazwa firmy, bedrijf, bedrijfsnaam, organisatie, organizacja,
    organizzazione, organización, organização, arbeitgeber, razón social, razão social, nome da empresa,
    denominazione, denominación social, instytucja
role: function, profession, occupation, job, beruf, stelle, poste, puesto, profesión, ruolo, professione, qualifica,
    cargo, stanowisko, zawód, functie, beroep, tätigkeit, titre du poste, intitulé du poste, métier, posizione,
    mansione, incarico, função, profissão, funkcja, functietitel
relationships: contact type, customer group, client type, lead status, membership, member type, kundengruppe,
    kundentyp, kontaktart, groupe, grupo, tipo, tipo cliente, gruppo, typ klienta, groep, group membership, groups,
    categories, kategorien, catégories, categorías, categorie
status: stan, stato, estado
phone: mobile phone, mobile number, cell phone, cellphone, cellular, contact number, contact phone, primary phone,
    main phone, business phone, phone no, phone nr, tel no, telephone number, phone value, gsm, mobilnummer,
    handynummer, mobiltelefon, telefonnummer, tel privat, tel geschäftlich, telefon privat, telefon geschäftlich,
    rufnummer, numéro de téléphone, téléphone mobile, téléphone portable, tél, mobile, número de teléfono, celular,
    teléfono móvil, teléfono, telefono, cellulare, numero di telefono, tel cellulare, telefone, telemóvel,
    numer telefonu, telefon komórkowy, komórka, telefoon, telefoonnummer, mobiel, mobiele telefoon, haupttelefon,
    recapito telefonico, recapito
phone_2: second phone, alternative phone, phone 2, secondary phone, company main phone, car phone, radio phone,
    home phone 2, business phone 2, telefon 2, zweites telefon, téléphone 2, teléfono 2, telefono 2, telefone 2,
    telefon domowy, telefon służbowy, telefono casa, telefono ufficio, téléphone domicile, téléphone bureau,
    téléphone fixe, festnetz, teléfono fijo, telefono fisso, telefone fixo
whatsapp: whatsapp number, whats app
email: email, primary email, e mail value, email value, emailaddress, mail address, electronic mail, email addresses,
    mailadresse, e mail 1, email privat, mél, adresse électronique, adresse mail, courrier électronique,
    adresse de messagerie, dirección de correo electrónico, dirección de correo, correo electrónico, correo,
    indirizzo email, indirizzo e mail, posta elettronica, endereço de e mail, endereço de email, correio eletrônico,
    correio eletrónico, adres e mail, adres email, poczta elektroniczna, e mailadres, emailadres, emailanschrift,
    indirizzo elettronico, indirizzo di posta elettronica, adres poczty elektronicznej
email_2: secondary email, alternative email, email 2 address, e mail 2, zweite e mail
street: street 1, address line, address line 1, address 1, mailing street, mailing address, business street,
    street name, anschrift, straße und hausnummer, strasse hausnummer, str, adresse postale, domicilio,
    calle y número, indirizzo, via, endereço, morada, rua, adres, ulica, straat, straat en huisnummer,
    dirección postal, logradouro, straatnaam, straatadres, wohnadresse
city: town city, locality, municipality, place, suburb, wohnort, stadt, gemeinde, localité, commune, localidad,
    población, municipio, città, comune, cidade, localidade, miasto, miejscowość, plaats, stad, woonplaats, gemeente,
    woonplaats stad, ville commune
region: state, state region, state province, county, federal state, département, comunidad autónoma, regione,
    provincia, estado,
    distrito, województwo, provincie, kanton, bundesland kanton, canton, cantone, província, provincia o estado,
    estado o provincia, dép région, estado provincia, province région
postcode: zipcode, zip postal code, postal, postcode zip, post code, post zip, postleitzahl, plz ort, cp, c p,
    codigo postal, cap, codice postale, cep, código postal, kod pocztowy, kod, plz wohnort, postnummer
country: country region, country name, nation, staat, pays région, país región, paese, nazione, país, kraj, land,
    land region, país o región, país região, paese area geografica, land regio, państwo, kraj region
birthday: birth date, birthdate, born, born on, d o b, geb datum, geb, geboren, geboren am, né le, née le, nacimiento,
    fecha de nacimiento, data di nascita, compleanno, data de nascimento, aniversário, nascimento, data urodzenia,
    urodziny, geboortedatum, verjaardag, geb am, né e le, naissance, nato il, nata il, nato a il, data di nasc,
    data de nasc, data ur, nacido el
birth_year: birth year, geburtsjahr
birth_month: birth month, geburtsmonat
birth_day: birth day, geburtstag tag
anniversary: wedding, wedding day, jahrestag, mariage, boda, anniversario, anniversario di matrimonio, rocznica,
    trouwdag
owner: contact owner, record owner, responsible, looked after by, agent, betreuer, kundenbetreuer, suivi par,
    comercial, responsabile, responsável, opiekun, verantwoordelijke, beheerder, account owner, lead owner,
    sachbearbeiter, kundenberater, chargé de clientèle, gestor, referente
notes: note, remark, comment, memo, description, info, further information, anmerkung, anmerkungen, bemerkung, notiz,
    kommentar, note interne, commentaire, commentaires, remarque, comentario, comentarios, observación, nota,
    osservazioni, commenti, observações, comentários, uwagi, notatki, opmerking, opmerkingen, notities, annotazioni,
    anotações, anotaciones, komentarze, notatka, aantekeningen
website: web page, webpage, web site, homepage, web page 1, website url, www, internet, internetseite, page web,
    página web, pagina web, sito web, sito internet, sítio web, strona www, strona internetowa, website value,
    internetadresse, internetadres, webpagina, site, sito, site internet, strona sieci web, página da web, strona
source: original source, how did you hear about us, referred by source, quelle, fuente, fonte, źródło, bron,
    provenance, procedencia, provenienza
tags: keywords, label, schlagwörter, stichworte, mots clés, palabras clave, parole chiave, etichette, etiquetas,
    palavras chave, tagi, etykiety, trefwoorden, słowa kluczowe, mots clefs
marketing_ok: marketing, email opt in, mailing list, newsletter ok, subscribed, marketing consent,
    einwilligung marketing, accord marketing, consenso, zgoda, toestemming
do_not_contact: opt out, email opt out, unsubscribed, no contact, do not call, do not email, kein kontakt, désabonné,
    non contattare, nie kontaktować, niet contacteren
since: joined, joined on, member since, date joined, mitglied seit, beitritt, eintritt, membre depuis, alta,
    fecha de alta, miembro desde, cliente dal, cliente da, klient od, klant sinds, lid sinds
reference: id, card uid, customer id, client id, contact id, member id, record id, membership number, member no, nr,
    account number, mitgliedsnummer, mitglieds nr, kd nr, kundennr, numéro client, n client, numéro de membre,
    número de cliente, n de cliente, codice cliente, numero cliente, numer klienta, klantnummer, lidnummer,
    código de cliente, código do cliente, klantnr, nr klienta, numero del cliente, no client, kundencode,
    número do cliente, numéro du client, número del cliente
last_visit: last visit, last contact, last seen, last appointment, last contacted, last contact date, last visited,
    last visit date, date of last visit, last interaction, letzter besuch, letzter kontakt, letzter termin,
    zuletzt gesehen, zuletzt da, dernière visite, dernier contact, dernier rendez vous, última visita,
    último contacto, última cita, ultima visita, ultimo contatto, último contato, ostatnia wizyta, ostatni kontakt,
    laatste bezoek, laatste contact
"""
"""Field: its words. A line that is indented goes on with the one above."""

POSTCODE_AND_TOWN = frozenset(
    key(f"{postcode} {town}")
    for postcode, town in (
        *(("plz", "ort"), ("postleitzahl", "ort"), ("plz", "wohnort"), ("zip", "city"), ("postcode", "town")),
        *(("postcode", "city"), ("postal code", "city"), ("cp", "ville"), ("code postal", "ville"), ("cap", "città")),
        *(("cp", "ciudad"), ("cp", "localidad"), ("cp", "población"), ("cep", "cidade"), ("postcode", "plaats")),
        *(("kod pocztowy", "miasto"), ("kod", "miejscowość"), ("cap", "comune"), ("postcode", "woonplaats")),
    )
)
"""Headings of columns that hold a postcode and a town, in this order."""

OF_CARDS = {
    **{"Kith ID": "id", "Name": "name", "First name": "first_name", "Middle name": "middle_name"},
    **{"Last name": "last_name", "Kind": "kind", "Organisation": "organisation", "Job title": "role"},
    **{"Email": "email", "Email 2": "email_2", "Phone": "phone", "Phone 2": "phone_2", "Street": "street"},
    **{"City": "city", "Region": "region", "Postcode": "postcode", "Country": "country", "Birthday": "birthday"},
    **{"Anniversary": "anniversary", "Website": "website", "Tags": "tags", "Notes": "notes", "Card UID": "reference"},
    **{"Whatsapp": "whatsapp"},
}
"""What the headings mean that contact cards are read under: they say it surely, so nothing is voted on."""

GENERAL = frozenset(
    key(word)
    for word in (
        *("name", "contact", "client", "customer", "person", "member", "patient", "donor", "nom", "nombre", "nome"),
        *("naam", "cliente", "kunde", "kontakt", "type", "art", "tipo", "group", "kind", "first", "last", "middle"),
        *("given", "family", "business", "account", "job", "function", "title", "info", "note", "label", "prefix"),
        *("id", "nr", "no", "number", "land", "state", "status", "place", "via", "kod", "cap", "cp", "geb", "left"),
        *("since", "web", "source", "marketing", "internet", "category", "description", "value", "fin", "since"),
    )
)
"""Words too general to mean a column when they stand among others: "Shoe type" is no relationship."""

QUALIFIERS = frozenset(
    key(word)
    for word in (
        *("home", "work", "business", "private", "personal", "main", "primary", "other", "mailing", "office", "mobile"),
        *("billing", "postal", "default", "preferred", "contact", "contacts", "person", "client", "customer", "member"),
        *("my", "your", "the", "of", "s", "and", "or", "value", "privat", "geschäftlich", "dienstlich", "beruflich"),
        *("patient", "donor", "kunde", "kunden", "client", "cliente", "du", "de", "del", "della", "des", "der", "la"),
        *("personnel", "professionnel", "domicile", "bureau", "casa", "trabajo", "personal", "ufficio", "lavoro"),
        *("particular", "trabalho", "domowy", "służbowy", "prive", "werk", "thuis", "address", "adresse", "dirección"),
        *("indirizzo", "endereço", "adres", "e", "line", "full", "current", "1", "2", "3", "i", "y", "et", "und"),
        *("number", "no", "nr", "numéro", "número", "numero", "nummer", "numer", "organization", "location", "us"),
        *(
            "uff",
            "ab",
            "abitazione",
            "residencial",
            "comercial",
            "empresa",
            "zamieszkania",
            "klienta",
            "werk",
            "werkadres",
        ),
        *(
            "domicilio",
            "sede",
            "trabalho",
            "profissional",
            "particular",
            "personale",
            "personali",
            "służbowe",
            "prywatny",
        ),
        *(
            "do",
            "da",
            "dos",
            "della",
            "het",
            "op",
            "van",
            "il",
            "el",
            "los",
            "mr",
            "mrs",
            "haupt",
            "principal",
            "principale",
        ),
        *("street", "mail", "optional", "required", "if", "any", "date", "day", "customers", "people", "field"),
    )
)
"""Words that may stand beside a known one without changing what it means."""

NOT_THEIRS = frozenset(
    key(word)
    for word in (
        *("manager", "assistant", "spouse", "partner", "wife", "husband", "child", "children", "mother", "father"),
        *("emergency", "referred", "phonetic", "yomi", "fax", "pager", "supervisor", "secretary", "assistent"),
        *(
            "ayudante",
            "asistente",
            "assistente",
            "asystenta",
            "asystent",
            "menedżera",
            "gerente",
            "directeur",
            "adjoint",
        ),
        *("urgence", "emergencia", "emergenza", "notfall", "noodgeval", "chef", "supérieur", "jefe", "departamento"),
        *("phonétique", "conjoint", "cónyuge", "coniuge", "małżonka", "vorgesetzter", "directions", "department"),
    )
)
"""A column with such a word is about somebody or something else: "Assistant's phone" is not the person's phone."""


@lru_cache(maxsize=8)
def _built(sheet: Sheet) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}

    def add(word: str, field: str) -> None:
        if word and field not in found.setdefault(word, []):
            found[word].append(field)

    for column in sheet.columns:
        if column.field != "id" and column.by != "A":
            add(column.names[0], column.field)
    for column in sheet.columns:
        for name in column.names[1:] if column.by != "A" else ():
            add(name, column.field)
    for word in POSTCODE_AND_TOWN:
        add(word, "postcode")
    for line in re.sub(r",?\n {4}", ", ", _WORDS).strip().splitlines():
        field, _, words = line.partition(": ")
        for word in words.split(","):
            add(key(word), field)
    return {word: tuple(fields) for word, fields in found.items()}


def synonyms(schema: Mapping[str, Sheet] = SHEETS) -> Mapping[str, tuple[str, ...]]:
    """Folded word -> the fields of Contacts (and special targets) that it may mean, the likeliest first."""
    return _built(schema["Contacts"])
