"""Headings of address books in eight languages, as mail programs, phones and people write them, and what they mean.

They were written down before the words that Kith knows were looked at, and say what is right: "own" is a column about
somebody or something else, which must not be taken for a field of the person.
"""

from collections.abc import Iterator

SAMPLES = {
    "name": ("Ann Lee", "Bo Ek", "Cy Twombly"),
    "first_name": ("Ann", "Bo", "Cy"),
    "middle_name": ("M.", "Maria", "J."),
    "last_name": ("Lee", "Ek", "Twombly"),
    "greeting": ("Mr", "Mrs", "Dr"),
    "organisation": ("Harbour Parts Ltd", "Blue Door", "Ek & Sons"),
    "role": ("Baker", "Buyer", "Head of sales"),
    "phone": ("+49 30 123456", "+44 7700 900417", "+33 1 23 45 67 89"),
    "email": ("ann@example.com", "bo@example.org", "cy@example.net"),
    "street": ("1 High St", "Hauptstr. 5", "12 rue du Bac"),
    "city": ("Leeds", "Berlin", "Paris"),
    "region": ("Kent", "Bayern", "Provence"),
    "postcode": ("10115", "75001", "28013"),
    "country": ("Germany", "France", "Spain"),
    "birthday": ("1980-03-14", "1979-12-01", "1990-06-30"),
    "anniversary": ("2005-05-05", "1999-09-09", "2011-11-11"),
    "website": ("https://example.com", "www.example.org", "example.net"),
    "notes": ("Likes tea", "rang in May; wants a quote", "has a dog"),
    "tags": ("vip; press", "choir", "vip"),
    "owner": ("Maya", "Tom", "Maya"),
    "reference": ("K-1007", "K-1008", "K-1009"),
    "marketing_ok": ("yes", "no", "yes"),
    "since": ("2019-02-03", "2020-04-05", "2021-06-07"),
    "own": ("blue", "41", "Eva Braun"),
}
SAMPLES |= {"phone_2": SAMPLES["phone"], "email_2": SAMPLES["email"]}
OWN = {
    "fax": ("+49 30 123457", "+44 1632 960000", "+33 1 23 45 67 80"),
    "person": ("Eva Braun", "Max Mohr", "Tim Roth"),
    "phone": SAMPLES["phone"],
    "word": ("blue", "x", "left"),
}

_HEADINGS = """
en name: Name; Full Name; Display Name; Contact name; Customer name
en first_name: First Name; Given Name; Forename; First
en middle_name: Middle Name; Additional Name
en last_name: Last Name; Surname; Family Name; Last
en greeting: Title (Mr/Mrs); Salutation; Prefix; Name Prefix
en organisation: Company; Organization; Organisation; Company Name; Business Name; Employer
en role: Job Title; Position; Role; Occupation
en phone: Phone; Mobile; Mobile Phone; Telephone; Cell; Cell Phone; Phone number; Contact number; Business Phone
en phone: Home Phone; Work Phone; Primary Phone; Tel.; Telephone no.; Mobile No; Phone 1 - Value; Main Phone
en email: Email; E-mail; E-mail Address; Email address; Primary Email; E-mail 1 - Value; Mail; Work email; Home email
en email_2: Secondary Email; E-mail 2 Address; Email 2
en street: Street; Address; Street address; Business Street; Home Street; Address 1; Address line 1; Home Address
en street: Mailing Street; Address 1 - Street
en city: City; Town; Business City; Home City; Mailing City; Address 1 - City; Town/City
en region: State; County; Business State; Province; Home State; State/Province; Address 1 - Region
en postcode: Postcode; Zip; ZIP Code; Postal Code; Business Postal Code; Home ZipCode; Zip/Postal Code
en country: Country; Country/Region; Business Country/Region; Home Country; Mailing Country
en birthday: Birthday; Date of birth; DOB; Birth date; D.O.B.
en anniversary: Anniversary; Wedding anniversary
en website: Website; Web Page; Homepage; URL; Web site; Web Page 1
en notes: Notes; Comments; Remarks; Note; Description
en tags: Tags; Labels; Keywords
en owner: Owner; Assigned to; Contact owner; Account manager
en reference: Customer no.; Customer number; Customer ID; Membership number; Client ID
en marketing_ok: Newsletter; Marketing consent; Opt-in
en since: Customer since; Member since; Joined on
en own fax: Fax; Business Fax; Home Fax; Fax Number; Other Fax
en own person: Assistant's Name; Manager's Name; Spouse; Children; Referred By
en own phone: Assistant's Phone; Pager; Emergency contact phone
en own word: Department; Shoe size; Hobby; Office Location; Gender; Custom 1; Favourite colour; Blood type
de name: Name; Kundenname; Vor- und Nachname; Ansprechpartner; Anzeigename; Name, Vorname
de first_name: Vorname; Rufname
de middle_name: Weitere Vornamen; Zweiter Vorname
de last_name: Nachname; Familienname; Zuname
de greeting: Anrede
de organisation: Firma; Unternehmen; Firmenname; Organisation
de role: Position; Beruf; Funktion; Tätigkeit
de phone: Telefon; Mobil; Handy; Mobiltelefon; Telefonnummer; Tel.; Telefon geschäftlich; Telefon privat; Tel. priv.
de phone: Telefon (privat); Haupttelefon; Handynummer; Mobilnummer; Tel. dienstl.; Festnetz; Telefon 1; Tel.-Nr.
de phone: Rufnummer
de phone_2: Weiteres Telefon; Mobiltelefon 2; Telefon geschäftlich 2; Telefon 2
de email: E-Mail; E-Mail-Adresse; Email; Mailadresse; E-Mail privat; Mail; E-Mail 1; E-Mail-Anschrift
de email_2: E-Mail 2: Adresse; E-Mail 2; Zweite E-Mail
de street: Straße; Strasse; Anschrift; Adresse; Straße geschäftlich; Straße privat; Straße und Hausnummer; Str.
de street: Straße, Nr.; Straße/Nr.
de city: Ort; Stadt; Wohnort; Ort geschäftlich; Ort privat
de region: Bundesland; Region geschäftlich; Bundesland/Kanton privat; Kanton
de postcode: PLZ; Postleitzahl; Postleitzahl geschäftlich; PLZ privat; Postleitzahl privat
de country: Land; Land/Region privat; Land/Region geschäftlich; Staat
de birthday: Geburtstag; Geburtsdatum; Geb.-Datum; geb. am; Geb.
de anniversary: Jahrestag; Hochzeitstag
de website: Webseite; Website; Homepage; Internet; Internetadresse; Web
de notes: Notizen; Bemerkungen; Bemerkung; Anmerkungen; Kommentar; Notiz
de tags: Schlagwörter; Stichwörter; Stichworte
de owner: Betreuer; Zuständig; Kundenbetreuer; Sachbearbeiter
de reference: Kundennummer; Kunden-Nr.; Kd.-Nr.; Mitgliedsnummer; Kundennr.
de marketing_ok: Newsletter; Einwilligung
de since: Kunde seit; Mitglied seit; Eintritt
de own fax: Fax geschäftlich; Fax privat; Telefax; Fax; Weiteres Fax
de own person: Assistent(in); Ehepartner; Name Assistent; Vorgesetzter; Kinder; Partner/in
de own phone: Telefon Assistent; Pager; Autotelefon
de own word: Abteilung; Schuhgröße; Geschlecht; Benutzer 1; Büro; Konfession; Kleidergröße
fr name: Nom complet; Nom et prénom; Nom affiché; Nom du client; Contact
fr first_name: Prénom
fr middle_name: Deuxième prénom; Autres prénoms
fr last_name: Nom de famille
fr greeting: Civilité
fr organisation: Société; Entreprise; Raison sociale; Organisation; Nom de l'entreprise
fr role: Fonction; Poste; Profession; Titre du poste
fr phone: Téléphone; Tél.; Portable; Mobile; Téléphone mobile; Tél. mobile; Téléphone portable; Téléphone (domicile)
fr phone: Téléphone (bureau); Numéro de téléphone; Tél. fixe; Tél. portable; Téléphone fixe; N° de téléphone; GSM
fr phone_2: Téléphone 2; Autre téléphone; Téléphone 2 (bureau)
fr email: E-mail; Email; Courriel; Adresse e-mail; Adresse de messagerie; Adresse électronique; Adresse mail; Mél
fr email_2: Adresse de messagerie 2; E-mail 2; Courriel 2
fr street: Rue; Adresse; Rue (domicile); Rue (bureau); Adresse postale; Adresse 1
fr city: Ville; Ville (domicile); Ville (bureau); Commune; Localité
fr region: Région; Dép/Région (domicile); Département; Province
fr postcode: Code postal; CP; Code postal (bureau); Code postal (domicile)
fr country: Pays; Pays (domicile); Pays/Région (bureau)
fr birthday: Date de naissance; Anniversaire; Né(e) le; Naissance
fr website: Site web; Page Web; Site internet; Site
fr notes: Notes; Remarques; Commentaires; Observations; Commentaire
fr tags: Mots clés; Étiquettes
fr owner: Responsable; Suivi par; Commercial
fr reference: N° client; Numéro client; Code client; Numéro de membre
fr since: Client depuis; Membre depuis
fr own fax: Télécopie (bureau); Fax; Télécopie; Fax (domicile)
fr own person: Nom de l'assistant(e); Conjoint(e); Enfants; Responsable hiérarchique
fr own phone: Téléphone de l'assistant(e); Récepteur de radiomessagerie
fr own word: Service; Pointure; Sexe; Passe-temps; Utilisateur 1; Couleur préférée
es name: Nombre completo; Nombre y apellidos; Nombre para mostrar; Nombre del cliente; Contacto; Cliente
es first_name: Nombre de pila; Primer nombre
es middle_name: Segundo nombre
es last_name: Apellidos; Apellido; Primer apellido
es greeting: Tratamiento
es organisation: Empresa; Compañía; Organización; Nombre de la empresa; Razón social
es role: Cargo; Puesto; Profesión
es phone: Teléfono; Móvil; Teléfono móvil; Celular; Número de teléfono; Teléfono del trabajo; Teléfono particular
es phone: Tel.
es phone: Teléfono fijo; Tel. móvil; Nº de teléfono; Teléfono principal
es phone_2: Teléfono 2; Otro teléfono
es email: Correo electrónico; Correo; Email; E-mail; Dirección de correo electrónico; Dirección de correo
es email_2: Correo electrónico 2; Dirección de correo electrónico 2
es street: Calle; Dirección; Domicilio; Calle del trabajo; Calle de trabajo; Calle particular; Dirección postal
es street: Calle y número
es city: Ciudad; Población; Localidad; Ciudad de trabajo; Ciudad particular; Municipio
es region: Provincia; Comunidad autónoma; Provincia o estado de trabajo; Región; Estado o provincia
es postcode: Código postal; CP; C.P.; Código postal del trabajo; Código postal particular
es country: País; País o región del trabajo; País o región particular
es birthday: Cumpleaños; Fecha de nacimiento; F. nacimiento; Nacimiento
es anniversary: Aniversario; Aniversario de boda
es website: Página web; Sitio web; Web
es notes: Notas; Observaciones; Comentarios
es tags: Etiquetas; Palabras clave
es owner: Comercial; Responsable
es reference: N.º cliente; Número de cliente; Código de cliente
es since: Cliente desde; Fecha de alta
es own fax: Fax; Fax del trabajo; Fax particular
es own person: Nombre del asistente; Cónyuge; Hijos; Nombre del director
es own phone: Teléfono del ayudante; Localizador
es own word: Departamento; Talla; Sexo; Afición; Usuario 1; Color favorito
it name: Nome completo; Nome e cognome; Nominativo; Nome visualizzato; Cliente; Contatto
it first_name: Nome di battesimo
it middle_name: Secondo nome
it last_name: Cognome
it greeting: Titolo
it organisation: Società; Azienda; Ditta; Ragione sociale; Nome azienda; Organizzazione
it role: Posizione; Qualifica; Professione; Ruolo; Mansione
it phone: Telefono; Cellulare; Tel.; Numero di telefono; Telefono (uff.); Telefono abitazione; Telefono ufficio
it phone: Tel. cell.
it phone: Telefono cellulare; Telefono casa; Telefono fisso; Telefono principale; Recapito telefonico
it phone_2: Telefono 2; Altro telefono; Telefono (uff.) 2
it email: Email; E-mail; Indirizzo email; Indirizzo posta elettronica; Posta elettronica
it email: Indirizzo di posta elettronica; Mail
it email_2: Indirizzo posta elettronica 2; Email 2
it street: Via; Indirizzo; Via (uff.); Via (ab.); Indirizzo abitazione
it city: Città; Comune; Città (uff.); Città (ab.); Località
it region: Provincia; Regione; Provincia (uff.); Provincia (ab.)
it postcode: CAP; Codice postale; CAP (uff.); CAP (ab.)
it country: Paese; Nazione; Paese (uff.); Paese/Area geografica (uff.)
it birthday: Compleanno; Data di nascita; Nato il
it anniversary: Anniversario
it website: Sito web; Pagina Web; Sito internet; Sito
it notes: Note; Osservazioni; Commenti; Annotazioni
it tags: Etichette; Parole chiave
it owner: Responsabile
it reference: Codice cliente; Numero cliente; N. cliente
it since: Cliente dal; Cliente da
it own fax: Fax; Fax (uff.); Fax abitazione
it own person: Nome assistente; Coniuge; Figli; Nome responsabile
it own phone: Telefono assistente; Cercapersone
it own word: Reparto; Taglia; Sesso; Hobby; Utente 1; Colore preferito
pt name: Nome completo; Nome do cliente; Nome para exibição; Cliente; Contato
pt first_name: Primeiro nome; Nome próprio
pt middle_name: Nome do meio; Segundo nome
pt last_name: Sobrenome; Apelido; Último nome
pt organisation: Empresa; Organização; Nome da empresa; Razão social
pt role: Cargo; Função; Profissão
pt phone: Telefone; Celular; Telemóvel; Telefone celular; Telefone comercial; Telefone residencial
pt phone: Número de telefone; Tel.
pt phone: Telefone fixo; Telefone principal; Telefone do trabalho; Nº de telefone
pt phone_2: Telefone 2; Outro telefone; Telefone comercial 2
pt email: Email; E-mail; Endereço de email; Endereço de e-mail; Correio eletrónico; Correio eletrônico
pt email_2: Endereço de email 2; E-mail 2
pt street: Rua; Endereço; Morada; Rua da empresa; Endereço residencial; Rua do endereço comercial; Logradouro
pt city: Cidade; Localidade; Cidade do endereço comercial; Cidade da empresa; Município
pt region: Estado; Distrito; Estado do endereço comercial; Província
pt postcode: CEP; Código postal; CEP do endereço comercial; Código postal da empresa
pt country: País; País/Região da empresa; País do endereço comercial
pt birthday: Data de nascimento; Data de nasc.; Nascimento
pt website: Site; Página da Web; Website; Sítio web; Página Web
pt notes: Notas; Observações; Comentários; Anotações
pt tags: Etiquetas; Palavras-chave
pt owner: Responsável
pt reference: Número do cliente; Código do cliente; N.º cliente
pt since: Cliente desde
pt own fax: Fax; Fax comercial; Fax residencial
pt own person: Nome do assistente; Cônjuge; Filhos; Nome do gerente
pt own phone: Telefone do assistente; Pager
pt own word: Departamento; Tamanho; Sexo; Passatempo; Usuário 1; Cor preferida
pl name: Imię i nazwisko; Nazwa wyświetlana; Nazwa klienta; Kontakt; Klient
pl first_name: Imię
pl middle_name: Drugie imię
pl last_name: Nazwisko
pl organisation: Firma; Organizacja; Nazwa firmy
pl role: Stanowisko; Zawód; Funkcja
pl phone: Telefon; Telefon komórkowy; Komórka; Numer telefonu; Telefon służbowy; Telefon domowy; Tel.; Tel. kom.
pl phone: Nr telefonu; Telefon stacjonarny; Telefon prywatny; Tel. komórkowy
pl phone_2: Telefon 2; Inny telefon; Telefon służbowy 2
pl email: E-mail; Email; Adres e-mail; Adres email; Poczta elektroniczna; Adres poczty elektronicznej
pl email_2: Adres e-mail 2; E-mail 2
pl street: Ulica; Adres; Ulica (adres służbowy); Adres zamieszkania; Ulica i numer
pl city: Miasto; Miejscowość; Miasto (adres służbowy); Miasto (adres domowy)
pl region: Województwo; Województwo (adres służbowy)
pl postcode: Kod pocztowy; Kod; Kod pocztowy (adres służbowy); Kod pocztowy (adres domowy)
pl country: Kraj; Kraj (adres służbowy); Państwo
pl birthday: Urodziny; Data urodzenia; Data ur.
pl anniversary: Rocznica; Rocznica ślubu
pl website: Strona www; Strona internetowa; Strona sieci Web; WWW
pl notes: Notatki; Uwagi; Komentarze; Notatka
pl tags: Tagi; Etykiety; Słowa kluczowe
pl owner: Opiekun; Opiekun klienta
pl reference: Numer klienta; Nr klienta
pl since: Klient od
pl own fax: Faks; Faks służbowy; Fax
pl own person: Imię asystenta; Współmałżonek; Dzieci; Nazwisko menedżera
pl own phone: Telefon asystenta; Pager
pl own word: Dział; Rozmiar; Płeć; Hobby; Użytkownik 1; Ulubiony kolor
nl name: Naam; Volledige naam; Weergavenaam; Klantnaam; Contactpersoon; Klant
nl first_name: Voornaam; Roepnaam
nl middle_name: Tweede naam; Tussenvoegsel
nl last_name: Achternaam; Familienaam
nl greeting: Aanhef
nl organisation: Bedrijf; Bedrijfsnaam; Organisatie; Firma
nl role: Functie; Beroep
nl phone: Telefoon; Mobiel; Telefoonnummer; Mobiele telefoon; Telefoon werk; Telefoon thuis; Tel.; Gsm; Mobiel nummer
nl phone_2: Telefoon 2; Andere telefoon
nl email: E-mail; E-mailadres; Email; Emailadres
nl email_2: E-mailadres 2; E-mail 2
nl street: Straat; Adres; Werkadres straat; Straat en huisnummer; Straat (werk); Straatnaam
nl city: Plaats; Woonplaats; Stad; Werkadres plaats; Gemeente
nl region: Provincie
nl postcode: Postcode; Werkadres postcode; Postcode (werk)
nl country: Land; Land/regio (werk)
nl birthday: Geboortedatum; Verjaardag; Geb.datum
nl website: Website; Webpagina; Internetadres
nl notes: Notities; Opmerkingen; Opmerking
nl tags: Trefwoorden
nl owner: Verantwoordelijke
nl reference: Klantnummer; Lidnummer; Klantnr.
nl since: Klant sinds; Lid sinds
nl own fax: Fax; Fax op werk
nl own person: Naam assistent; Partner; Kinderen
nl own phone: Telefoon assistent; Pieper
nl own word: Afdeling; Maat; Geslacht; Hobby; Gebruiker 1
"""


def headings() -> Iterator[tuple[str, str, str, tuple[str, ...]]]:
    """(language, heading, what it means, cells as they stand below it)."""
    for line in _HEADINGS.strip().splitlines():
        told, _, words = line.partition(": ")
        language, target, *kind = told.split()
        for heading in words.split(";"):
            yield language, heading.strip(), target, OWN[kind[0]] if kind else SAMPLES[target]
