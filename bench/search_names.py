"""Names, firms and words of which the people of the search trial are made: ten languages, notes in four."""

FIRST = {
    "en": """
        Oliver Amelia Harry Florence Archie Beatrice Alfie Harriet Dexter Imogen Rupert Poppy Edmund Rosalind
        Tristan
        """,
    "de": """
        Jürgen Käthe Matthias Gisela Björn Heike Uwe Anneliese Rüdiger Sabine Dietmar Ulrike Günther Brigitte Holger
        """,
    "fr": """
        Émile Geneviève Thierry Océane Gaël Solène François Maëlle Benoît Hélène Cédric Chloé Rémi Joëlle Étienne
        """,
    "es": """
        Álvaro Begoña Íñigo Lucía Andrés Concepción Joaquín Rocío Ramón Mónica Óscar Inmaculada Raúl Verónica Ángel
        """,
    "it": """
        Niccolò Chiara Alessandro Giulia Matteo Francesca Lorenzo Ginevra Giosuè Beatrice Tommaso Ludovica Dario
        Elisa
        """,
    "pt": """
        João Conceição Tomás Inês Gonçalo Catarina Vasco Mafalda Simão Leonor Duarte Benedita Estêvão Graça Afonso
        """,
    "pl": """
        Łukasz Małgorzata Stanisław Agnieszka Paweł Bożena Michał Grażyna Wojciech Żaneta Kazimierz Jadwiga Sławomir
        """,
    "nl": """
        Joost Marijke Sjoerd Liesbeth Wouter Anneke Maarten Femke Gerrit Hanneke Pieter Saskia Ruben Willemijn Daan
        """,
    "sv": """
        Åke Märta Göran Ingrid Torbjörn Annika Håkan Birgitta Sören Karin Örjan Linnéa Gösta Majken Lennart Ulla
        Björn
        """,
    "tr": """
        Çağlar Ayşe Ömer Gülşen İbrahim Şebnem Oğuz Nurgül Hüseyin Özlem Tuğba Kağan Emine Ünal Zeynep Burak Dilek
        """,
}
LAST = {
    "en": """
        Ashworth Bickerstaff Cartwright Dunstable Eckersley Fairweather Greenhalgh Hollingsworth Ingleby Kershaw
        Lumley Merriweather Naismith Ormerod Pemberton Ramsbottom Satterthwaite Thistlewood Underhill Whittaker
        Yardley Barraclough Cholmondeley Entwistle Farnsworth Hargreaves Ollerenshaw Postlethwaite Shuttleworth
        Wolstenholme
        """,
    "de": """
        Müller Schröder Köhler Brünner Weißgerber Hölzl Nußbaumer Großmann Lüdemann Schäffler Krämer Böttcher
        Grünwald Kühnel Pöschl Rösler Strößner Überacker Völker Wörner Zöllner Achternbusch Bergengruen Diepenbrock
        Eichendorff Finkenwerder Hinrichsen Kaltenbrunner Oldenburg Stöckelmann
        """,
    "fr": """
        Beaumarchais Lefèvre Gérardin Châtelain Debussière Fournéry Garçonnet Hébrard Jourdain Lachèze Mérimond
        Nouvellet Ouvrard Périgourd Quinquandon Rochebrune Sénéchal Thévenet Urvoas Villeneuve Wattremez Boisrobert
        Crépieux Delacourt Espérandieu Froissart Grandguillaume Malherbe Poissonnier Tréguier
        """,
    "es": """
        Ibáñez Zúñiga Peñalver Echeverría Goñi Muñoz Bermúdez Cárdenas Domínguez Fernández Gutiérrez Henríquez
        Jiménez Larrañaga Meléndez Núñez Ordóñez Pérez Quiñones Rodríguez Sepúlveda Téllez Urrutia Valdés Yáñez
        Arizmendi Castellanos Monteagudo Santamaría Villalobos
        """,
    "it": """
        Abbagnale Bevilacqua Cavalcanti Degliesposti Evangelisti Fabbricatore Giannattasio Iannuzzi Lombardozzi
        Mastroianni Notarbartolo Ottaviani Passalacqua Quattrocchi Roncalli Sanseverino Tagliaferri Ungaretti
        Vespignani Zampieri Boncompagni Campobasso Frescobaldi Guicciardini Malatesta Pallavicini Squarcialupi
        Trapattoni Visconti
        """,
    "pt": """
        Magalhães Gonçalves Simões Guimarães Assunção Brandão Conceição Durães Estevão Falcão Galvão Leitão Mourão
        Noronha Ourém Paixão Queirós Rebelo Salomão Teixeira Vasconcelos Albuquerque Bettencourt Carvalhal
        Figueiredo Mascarenhas Nepomuceno Pimentel Sottomayor Tavares
        """,
    "pl": """
        Wójcik Kołodziej Śliwiński Żukowska Jabłoński Grześkowiak Łabędzki Mączyński Niedźwiedź Ostrożyński
        Pawłowski Rzeźnik Szymborska Trzeciak Więckowski Zawadzki Błaszczyk Chrzanowski Dąbrowska Gąsiorowski
        Krzyżanowski Leszczyński Piórkowski Skłodowska Świątek Wiśniewski Wrzesiński Zieliński Ćwiklińska Źródłowski
        """,
    "nl": """
        Hoogendoorn Kuiper Vermeulen Dijkstra Groeneveld Zonneveld Brouwer Nieuwenhuis Schouten Wagenaar Verhoeven
        Zuiderveld Blankenstein Cornelissen Driessen Engelbrecht Haverkamp Koekkoek Lankhorst Middelkoop Oosterhuis
        Rietveld Slagmolen Timmermans Uittenbogaard Westerhof Bruinsma Terpstra Hoekstra Wiersma
        """,
    "sv": """
        Åkerström Bergqvist Cederström Dahlbäck Ekelöf Fältskog Gyllenhaal Höglund Isaksson Jönsson Källström
        Lindqvist Mårtensson Nordenskiöld Öberg Pålsson Rosenqvist Sjöberg Törnqvist Uggla Västerlund Wahlström
        Ängquist Björklund Hammarskjöld Kronberg Liljeblad Oxenstierna Silfverberg Strömblad
        """,
    "tr": """
        Yıldırım Kılıç Çelikel Öztürk Şahinoğlu Güneş Aydoğan Büyükdağ Coşkun Demirtaş Erdoğan Fırat Gökçe Hacıoğlu
        Işık Karabulut Laçin Macit Nalbantoğlu Orhanlı Pekcan Rüzgar Sarıkaya Türkmen Uçar Vardar Yazıcı Zorlu
        Akıncı Bozkurt
        """,
}
CITIES = """
    Leeds York Whitby Münster Köln Würzburg Lyon Besançon Nîmes Málaga Cádiz Córdoba Torino Genova Coimbra Évora
    Łódź Kraków Gdańsk Utrecht Zwolle Malmö Växjö İzmir Eskişehir Aarhus Tromsø Galway Liège Zürich
    """
FIRMS = """
    Bakery Joinery Cycles Nursery Printworks Garage Orchard Pottery Upholstery Bookshop Bäckerei Tischlerei
    Gärtnerei Boulangerie Menuiserie Ferretería Panadería Carpintería Officina Drukarnia Piekarnia Bageri Fırın
    Padaria
    """
NOTES = {
    "en": """
        asked about the delivery of green chairs wants invoice before Friday repaired kettle broken hinge painted
        cupboard prefers mornings brought bicycle spare wheel called twice ordered walnut shelves garden fence
        measured kitchen worktop waiting for sample colour paid deposit cash happy with lamp daughter wedding moving
        house autumn roof gutter leaking sent brochure parking permit ladder plaster varnish doorbell mirror carpet
        curtain cushion
        """,
    "de": """
        fragte nach der Lieferung grüner Stühle möchte Rechnung vor Freitag reparierte Kessel kaputtes Scharnier
        gestrichener Schrank lieber morgens brachte Fahrrad Ersatzrad rief zweimal an bestellte Nussbaumregal
        Gartenzaun ausgemessen Küchenplatte wartet auf Muster Farbton Anzahlung bar zufrieden mit Lampe Tochter
        Hochzeit Umzug Herbst Dachrinne undicht Prospekt geschickt Parkausweis Leiter Putz Lack Türklingel Spiegel
        Teppich Vorhang Kissen
        """,
    "fr": """
        demandait la livraison des chaises vertes veut facture avant vendredi réparé bouilloire charnière cassée
        armoire peinte préfère matin apporté vélo roue secours appelé deux fois commandé étagères noyer clôture
        jardin mesuré plan cuisine attend échantillon couleur acompte espèces content lampe fille mariage déménage
        automne toit gouttière fuite envoyé brochure stationnement échelle plâtre vernis sonnette miroir tapis
        rideau coussin
        """,
    "es": """
        preguntó por la entrega de sillas verdes quiere factura antes del viernes reparado hervidor bisagra rota
        armario pintado prefiere mañanas trajo bicicleta rueda repuesto llamó dos veces pidió estantes nogal valla
        jardín medido encimera cocina espera muestra color depósito efectivo contento lámpara hija boda mudanza
        otoño tejado canalón gotea envió folleto aparcamiento escalera yeso barniz timbre espejo alfombra cortina
        cojín
        """,
}
