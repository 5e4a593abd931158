"""SHEETS: every sheet and column of a workbook, declared once.

The entry form, the list, the import, the template workbook, the search filters and the table in the README come from
these lines: a new field is one new line. Aliases: English; German; French; Spanish.
"""

from crm.model.cells import (
    CHOICE, CHOICES, DATE, EMAIL, ID, INTEGER, LINK, LONG_TEXT, MONEY, MONTH_DAY, NUMBER, PERCENT, PHONE, STAMP, TEXT, URL,
    YES_NO,
)  # fmt: skip
from crm.model.schema import KITH, MORE, SHOWN, UNDERSTOOD, Column, Sheet

YES_OR_NO = ("Yes", "No")

# fmt: off
_ID = Column("id", "ID", ID, by="A", help="Kith's own number. It travels with the row; please leave it as it is.")
_STAMPS = (
    Column("added_on", "Added on", STAMP, KITH, aliases="Created; Erstellt am; Créé le; Creado", by="A", help="When Kith added this row."),
    Column("changed_on", "Changed on", STAMP, KITH, by="A", help="When Kith last changed this row."),
    Column("changed_by", "Changed by", TEXT, KITH, by="A", help="Who last changed this row in Kith."),
)
_CONTACT = Column("contact", "Contact", LINK, aliases="Name, Client, Customer, Who; Kunde, Kontakt; Client; Cliente", to="Contacts", help="The person or organisation, by name.")
_CONTACT_ID = Column("contact_id", "Contact ID", ID, KITH, by="F", help="Tells two people of one name apart.")
_ABOUT = Column("about", "About", ID, KITH, by="A", help="The ID of the row that this one belongs to.")


def _linked(*columns: Column, about: bool = True) -> tuple[Column, ...]:
    return (_ID, *columns, _CONTACT_ID, *((_ABOUT,) if about else ()), *_STAMPS)


CONTACTS = Sheet("Contacts", "contacts", "C", "person", "One row for each person or organisation, whatever the relation.", (
    _ID,
    Column("name", "Name", TEXT, required=True, aliases="Full name, Client, Customer, Display name; Name, Kunde; Nom; Nombre", help="As you say it. One letter is enough."),
    Column("kind", "Kind", CHOICE, fixed=("Person", "Organisation"), aliases="Type, Person or company; Art; Type; Tipo", help="Blank means a person."),
    Column("organisation", "Organisation", TEXT, aliases="Organization, Company, Firm, Account, Employer; Firma; Société, Entreprise; Empresa", help="Where they work or belong."),
    Column("relationships", "Relationship", CHOICES, list="Relationships", aliases="Category, Group, Type, Customer type; Kategorie; Catégorie; Categoría", help="What they are to you; several with a semicolon."),
    Column("status", "Status", CHOICE, fixed=("Active", "Former", "Archived"), aliases="State; Zustand; Statut; Estado", help="Blank means active. Former: it ended. Archived: put away."),
    Column("phone", "Phone", PHONE, aliases="Tel, Telephone, Mobile, Cell, Phone number, Home phone, Work phone; Telefon, Handy, Mobil; Téléphone, Portable; Teléfono, Móvil", help="As you would dial it."),
    Column("whatsapp", "WhatsApp", PHONE, help="Blank: the phone is offered."),
    Column("email", "Email", EMAIL, aliases="E-mail, Mail, Email address; E-Mail-Adresse, E-Mail; Courriel, Adresse e-mail; Correo, Correo electrónico", help="Several with a semicolon."),
    Column("city", "City", TEXT, aliases="Town; Ort, Stadt; Ville; Ciudad", help="Town or city."),
    Column("birthday", "Birthday", MONTH_DAY, aliases="Date of birth, DOB; Geburtstag, Geburtsdatum; Date de naissance, Anniversaire; Cumpleaños", help="With or without the year: 14 March, 1984-03-15."),
    Column("owner", "Owner", CHOICE, list="People", aliases="Assigned to, Account manager; Zuständig; Responsable; Responsable", help="Who of you looks after them."),
    Column("notes", "Notes", LONG_TEXT, aliases="Comments, Remarks, Note; Bemerkungen, Notizen; Remarques; Notas, Observaciones", help="Anything worth remembering."),
    Column("phone_2", "Phone 2", PHONE, MORE, aliases="Other phone, Home phone, Work phone", help="A second number."),
    Column("email_2", "Email 2", EMAIL, MORE, aliases="Other email, Second email", help="A second address."),
    Column("street", "Street", TEXT, MORE, aliases="Address, Street address; Straße, Adresse; Rue, Adresse; Calle, Dirección", help="Street and number."),
    Column("postcode", "Postcode", TEXT, MORE, aliases="ZIP, ZIP code, Postal code; PLZ, Postleitzahl; Code postal; Código postal", help="Kept as typed, with its zeros."),
    Column("country", "Country", TEXT, MORE, aliases="; Land; Pays; País", help="Blank means your own country."),
    Column("anniversary", "Anniversary", MONTH_DAY, MORE, aliases="Wedding anniversary; Hochzeitstag; Anniversaire de mariage; Aniversario", help="With or without the year."),
    Column("role", "Role", TEXT, MORE, aliases="Job title, Title, Position; Funktion, Position; Fonction; Cargo", help="What they do there."),
    Column("website", "Website", URL, MORE, aliases="URL, Web; Webseite; Site web; Sitio web", help="Their page."),
    Column("preferred_channel", "Preferred channel", CHOICE, MORE, list="Channels", aliases="Best way to reach", help="How they like to be reached."),
    Column("source", "Source", CHOICE, MORE, list="Sources", aliases="Lead source; Herkunft; Origine; Origen", help="Where they first heard of you."),
    Column("needs", "Needs & preferences", LONG_TEXT, MORE, aliases="Needs, Preferences, Requirements; Wünsche; Besoins; Preferencias", help="What they need and like."),
    Column("equipment", "Equipment", LONG_TEXT, MORE, aliases="Devices; Geräte; Équipement; Equipo", help="What of theirs you keep running."),
    Column("tags", "Tags", CHOICES, MORE, list="Tags", aliases="Labels; Schlagworte; Étiquettes; Etiquetas", help="Several with a semicolon. The tag test keeps somebody out of all figures."),
    Column("marketing_ok", "Marketing OK", CHOICE, MORE, fixed=("Yes", "No", "Ask"), aliases="Newsletter, Opt-in, Consent; Einwilligung; Consentement; Consentimiento", help="Blank means not asked: no message to many."),
    Column("consent_date", "Consent date", DATE, MORE, help="When they said so."),
    Column("consent_source", "Consent source", TEXT, MORE, help="How they said so."),
    Column("do_not_contact", "Do not contact", YES_NO, MORE, fixed=YES_OR_NO, aliases="DNC, Unsubscribed; Nicht kontaktieren; Ne pas contacter; No contactar", help="Yes: nobody writes or calls."),
    Column("keep_in_touch", "Keep in touch (days)", INTEGER, MORE, aliases="Contact every; Kontakt alle (Tage); Fréquence; Frecuencia", help="Remind us after so many silent days."),
    Column("since", "Customer since", DATE, MORE, aliases="Since, Start date, Member since; Kunde seit; Client depuis; Cliente desde", help="A contract's, membership's or standing gift's first day."),
    Column("ended", "Ended on", DATE, MORE, aliases="End date, Left; Austritt; Fin; Baja", help="Its last day."),
    *_STAMPS,
    Column("merged_ids", "Merged IDs", TEXT, KITH, by="A", help="IDs that now mean this person."),
    Column("not_same_as", "Not the same as", TEXT, KITH, by="A", help="IDs once judged to be somebody else."),
    Column("first_name", "First name", TEXT, UNDERSTOOD, aliases="Given name, Forename; Vorname; Prénom; "),
    Column("last_name", "Last name", TEXT, UNDERSTOOD, aliases="Surname, Family name; Nachname, Familienname; Nom de famille; Apellidos, Apellido"),
    Column("greeting", "Greeting", TEXT, UNDERSTOOD, aliases="Salutation; Anrede; Civilité; Tratamiento"),
    Column("region", "Region", TEXT, UNDERSTOOD, aliases="County, Province; Bundesland; Région; Provincia"),
    Column("reference", "Reference", TEXT, UNDERSTOOD, aliases="ID, Customer no., Customer number, No., Number; Kunden-Nr., Kundennummer; N° client; N.º cliente"),
), aliases="People, Customers, Clients, Address book; Kontakte, Kunden; Clients; Contactos, Clientes")

INTERACTIONS = Sheet("Interactions", "interactions", "N", "note", "One row each time you met, spoke, wrote or delivered.", _linked(
    Column("date", "Date", DATE, required=True, aliases="When, Day; Datum; Date; Fecha", help="The day it happened."),
    _CONTACT,
    Column("type", "Type", CHOICE, required=True, list="Interaction types", aliases="Kind, Method; Art; Type; Tipo", help="A call, a visit, a delivery ... your own words are fine."),
    Column("what", "What happened", LONG_TEXT, required=True, aliases="Notes, Details, Summary; Notiz, Was; Compte rendu; Notas, Detalle", help="One line is enough."),
    Column("outcome", "Outcome", CHOICE, fixed=("Good", "Neutral", "Bad", "No answer"), aliases="Result; Ergebnis; Résultat; Resultado", help="No answer: tried, not reached."),
    Column("by", "By", CHOICE, list="People", aliases="Staff; Mitarbeiter; Par; Por", help="Who of you."),
    Column("direction", "Direction", CHOICE, MORE, fixed=("They contacted us", "We contacted them"), aliases="In/Out", help="Who began."),
), aliases="Log, History, Calls, Notes, Visits; Verlauf, Gespräche; Échanges; Interacciones")

FOLLOW_UPS = Sheet("Follow-ups", "follow_ups", "F", "next step", "One row for each next step that somebody promised.", _linked(
    Column("due", "Due", DATE, required=True, aliases="Remind on, Next contact; Fällig; Échéance; Vence", help="The day it is promised for."),
    Column("what", "What", TEXT, required=True, aliases="Task; Aufgabe; Tâche; Tarea", help="What is to be done."),
    _CONTACT,
    Column("how", "How", CHOICE, list="Channels", help="By phone, in person ..."),
    Column("owner", "Owner", CHOICE, list="People", aliases="Assigned to; Zuständig; Responsable; Responsable", help="Who promised it."),
    Column("status", "Status", CHOICE, fixed=("Open", "Done", "Skipped"), aliases="State", help="Blank means open."),
    Column("done_on", "Done on", DATE, by="F", aliases="Done; Erledigt; Fait; Hecho", help="The day it was done."),
    Column("repeat", "Repeat", CHOICE, MORE, fixed=("Weekly", "Monthly", "Quarterly", "Yearly"), aliases="Recurs; Wiederholung; Récurrence; Repetir", help="Comes again after it is done."),
    Column("notes", "Notes", LONG_TEXT, MORE, help="Anything worth remembering."),
), aliases="Tasks, To do, Reminders; Aufgaben, Wiedervorlagen; Tâches; Tareas")

SALES = Sheet("Sales", "sales", "S", "sale", "One row for each amount of money, in or out.", _linked(
    Column("date", "Date", DATE, required=True, aliases="Invoice date, Order date; Datum; Date; Fecha", help="The day of the sale."),
    _CONTACT,
    Column("kind", "Kind", CHOICE, list="Sale kinds", aliases="Type; Art", help="Blank means money in."),
    Column("item", "Item", TEXT, aliases="Product, Service; Artikel, Leistung; Article, Prestation; Concepto", help="What was sold or bought."),
    Column("amount", "Amount", MONEY, required=True, aliases="Total, Price, Value; Betrag; Montant; Importe", help="A refund is a negative amount."),
    Column("due", "Due", DATE, aliases="Due date; Fällig; Échéance; Vence", help="When an invoice is to be paid."),
    Column("paid_on", "Paid on", DATE, aliases="Date paid; Bezahlt am; Payé le; Pagado el", help="Blank with a due day: still open."),
    Column("method", "Method", CHOICE, list="Payment methods", aliases="Payment; Zahlungsart; Mode de paiement; Forma de pago", help="Cash, card ..."),
    Column("by", "By", CHOICE, MORE, list="People", aliases="Sold by; Verkäufer", help="Who of you."),
    Column("reference", "Reference", TEXT, MORE, aliases="Invoice no.; Rechnungs-Nr.", help="Your invoice or receipt number."),
    Column("cost", "Cost", MONEY, MORE, aliases="; Kosten; Coût; Coste", help="Blank means unknown, not nothing."),
    Column("currency", "Currency", TEXT, MORE, aliases="; Währung; Devise; Divisa", help="Blank means your own."),
    Column("delivered_on", "Delivered on", DATE, MORE, aliases="; Geliefert am; Livré le; ", help="When it was handed over."),
    Column("notes", "Notes", LONG_TEXT, MORE, help="Anything worth remembering."),
    about=False,
), aliases="Orders, Invoices, Payments, Donations; Verkäufe, Rechnungen; Ventes, Factures; Ventas, Facturas")

SATISFACTION = Sheet("Satisfaction", "satisfaction", "Q", "answer", "One row for each person who was asked or who answered.", _linked(
    Column("date", "Date", DATE, required=True, unless="asked_on", aliases="Answered on; Datum; Date; Fecha", help="The day of the answer."),
    _CONTACT,
    Column("question", "Question", CHOICE, required=True, list="Questions", aliases="; Frage", help="Which question; its scale stands in Lists."),
    Column("score", "Score", INTEGER, aliases="Rating, Points, Grade; Note, Punkte; Note; Nota", help="Blank: asked, no answer yet."),
    Column("comment", "Comment", LONG_TEXT, aliases="Remark; Kommentar; Commentaire; Comentario", help="In their words."),
    Column("followed_up", "Followed up", YES_NO, fixed=YES_OR_NO, help="Has somebody seen to an unhappy answer?"),
    Column("asked_on", "Asked on", DATE, MORE, aliases="Sent on; Gefragt am; Envoyé le; Enviado", help="The day they were asked."),
    Column("round", "Round", TEXT, MORE, aliases="Wave", help="Blank: the quarter of the year."),
    Column("by", "By", CHOICE, MORE, list="People", help="Who of you asked."),
), aliases="Feedback, Survey, NPS; Zufriedenheit; Avis; Encuesta")

DEALS = Sheet("Deals", "deals", "D", "deal", "One row for each possible sale, grant or contract.", _linked(
    Column("title", "Title", TEXT, required=True, aliases="Deal, Opportunity; Angebot; Affaire; Oportunidad", help="What it is about."),
    _CONTACT,
    Column("stage", "Stage", CHOICE, required=True, list="Stages", aliases="Status, Phase; Phase; Étape; Etapa", help="How far it is."),
    Column("amount", "Amount", MONEY, aliases="Value; Wert; Montant; Importe", help="What it would bring."),
    Column("expected_close", "Expected close", DATE, aliases="Close date; Abschluss; Clôture; Cierre", help="When it should be decided."),
    Column("next_step", "Next step", TEXT, aliases="Action; Nächster Schritt; Suite; Siguiente paso", help="What comes next."),
    Column("owner", "Owner", CHOICE, list="People", help="Who of you."),
    Column("currency", "Currency", TEXT, MORE, help="Blank means your own."),
    Column("chance", "Chance %", PERCENT, MORE, aliases="Probability; Chance; Probabilité; Probabilidad", help="Blank: the stage's."),
    Column("opened_on", "Opened on", DATE, MORE, by="F", help="When it began."),
    Column("closed_on", "Closed on", DATE, MORE, by="F", help="When it was decided."),
    Column("lost_reason", "Lost reason", CHOICE, MORE, list="Lost reasons", aliases="Why lost; Grund; Motif; Motivo", help="Why it was lost."),
    Column("source", "Source", CHOICE, MORE, list="Sources", help="Where it came from."),
    Column("notes", "Notes", LONG_TEXT, MORE, help="Anything worth remembering."),
    Column("furthest_stage", "Furthest stage", TEXT, KITH, by="A", help="The last open stage it reached."),
    about=False,
), aliases="Pipeline, Opportunities, Leads, Quotes; Angebote; Devis; Oportunidades", module="module_deals")

TICKETS = Sheet("Tickets", "tickets", "T", "request", "One row for each request for help.", _linked(
    Column("opened", "Opened", STAMP, required=True, aliases="Date; Eingang; Reçu le; Fecha", help="When it came in."),
    _CONTACT,
    Column("subject", "Subject", TEXT, required=True, aliases="Problem, Issue; Betreff; Objet; Asunto", help="What it is about."),
    Column("status", "Status", CHOICE, list="Ticket statuses", aliases="State", help="Blank means new."),
    Column("priority", "Priority", CHOICE, list="Priorities", aliases="Urgency; Dringlichkeit; Priorité; Prioridad", help="Blank means normal."),
    Column("owner", "Owner", CHOICE, list="People", help="Who of you."),
    Column("promised_by", "Promised by", STAMP, by="F", aliases="Deadline; Zugesagt bis; Promis pour", help="When it is promised for."),
    Column("first_reply", "First reply", STAMP, help="When you first answered."),
    Column("solved_on", "Solved on", STAMP, by="F", aliases="Closed; Erledigt am; Résolu le; Resuelto el", help="When it was solved."),
    Column("details", "Details", LONG_TEXT, MORE, aliases="Description", help="The whole story."),
    Column("channel", "Channel", CHOICE, MORE, list="Channels", help="How it came in."),
), aliases="Support, Cases, Complaints, Repairs; Anfragen, Reklamationen; Demandes; Incidencias", module="module_tickets")

SEGMENTS = Sheet("Segments", "segments", "G", "group", "One row for each group of people, in words.", (
    _ID,
    Column("name", "Name", TEXT, required=True, help="What you call the group."),
    Column("rule", "Rule", TEXT, required=True, help="Conditions with semicolons; all must hold."),
    Column("template", "Template", LINK, to="Templates", help="The text that is sent to them."),
    Column("last_used", "Last used", DATE, MORE, by="A", help="When it was last written to."),
    Column("notes", "Notes", LONG_TEXT, MORE, help="Anything worth remembering."),
    *_STAMPS,
), aliases="Groups, Audiences", module="module_segments")

TEMPLATES = Sheet("Templates", "templates", "M", "text", "One row for each text that is used again.", (
    _ID,
    Column("name", "Name", TEXT, required=True, help="What you call the text."),
    Column("channel", "Channel", CHOICE, list="Channels", help="Where it is sent."),
    Column("subject", "Subject", TEXT, help="The subject of an email."),
    Column("message", "Message", LONG_TEXT, required=True, help="With {First name}, {Name} or any heading in braces."),
    *_STAMPS,
), aliases="Messages, Texts", module="module_segments")

GOALS = Sheet("Goals", "goals", "A", "goal", "One row for each aim.", (
    _ID,
    Column("measure", "Measure", CHOICE, required=True, fixed=("New customers", "Customers kept %", "Repeat rate %", "NPS", "Satisfied %", "Sales", "Profit", "Interactions", "Follow-ups on time %", "First reply hours", "Solved on time %", "Win rate %"), help="What is measured."),
    Column("target", "Target", NUMBER, required=True, help="The number to reach."),
    Column("period", "Period", CHOICE, required=True, fixed=("Month", "Quarter", "Year"), help="In which time."),
    Column("who", "Who", CHOICE, list="People", help="Blank means the team."),
    Column("start", "From", DATE, MORE, help="The first day of its first period."),
    Column("notes", "Notes", LONG_TEXT, MORE, help="Anything worth remembering."),
    *_STAMPS,
), aliases="Targets; Ziele; Objectifs; Objetivos", module="module_goals")
# fmt: on

SHEETS: dict[str, Sheet] = {
    sheet.key: sheet
    for sheet in (
        CONTACTS, INTERACTIONS, FOLLOW_UPS, SALES, SATISFACTION, DEALS, TICKETS, SEGMENTS, TEMPLATES, GOALS,
    )
}  # fmt: skip

__all__ = ["KITH", "MORE", "SHEETS", "SHOWN", "UNDERSTOOD", "YES_OR_NO"]
