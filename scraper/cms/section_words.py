"""What the parts of a site are called in the languages of Europe: its news, its members, its shop.

Read off the menus of association sites and of the systems that run them. `NEWS` names news wherever it stands, `OTHER`
never does; `EITHER` does on one site and not on the next: there it is a calendar, a project, a vacancy beside the news.
"""

# ruff: noqa: E501  (word lists read best in one piece)

from __future__ import annotations

from typing import Final
from unicodedata import combining, normalize

from scraper.polish import folded


def reduced(text: str) -> str:
    """Return text folded, without the marks of any alphabet: "ştiri" as "stiri"."""
    low = folded(text)
    return low if low.isascii() else "".join(sign for sign in normalize("NFKD", low) if not combining(sign))


def _words(text: str) -> frozenset[str]:
    return frozenset(reduced(text).split())


def _kinds(words: dict[str, str]) -> dict[str, str]:
    return {word: kind for kind, line in words.items() for word in reduced(line).split()}


NEWS: Final = _words(
    "aktualnosci aktualnosc aktualne wiadomosci wiadomosc newsy news newsroom blog blogi posts komunikaty "
    "komunikat nowosci artykuly artykul article articles stories updates z-zycia-klastra z-zycia co-nowego wpisy wpis "
    "ogloszenia wiesci nowinki relacje latest-news dla-prasy biuro-prasowe centrum-prasowe strefa-prasowa strefa-mediow dla-mediow magazyn magazin magazine magazyny doniesienia donosy depesze biuletyn gazetka co-slychac co-u-nas "
    "informacje-prasowe kronika press press-releases press-release announcements newsfeed media-centre media-center press-centre press-center press-room pressroom presscentrum tiskove-centrum "
    "aktuality aktualita novinky novinka zpravy zprava spravy sprava clanky clanek clanok zapisnik denik "
    "tiskove-zpravy tlacove-spravy aktuelles neuigkeiten nachrichten meldungen beitraege beitrage presse "
    "pressemitteilungen medienmitteilungen actualites actualite actu actus nouvelles communiques communiques-de-presse "
    "noticias noticia actualidad novedades notas-de-prensa sala-de-prensa comunicados notizie notizia novita comunicati "
    "comunicati-stampa attualita nieuws nieuwsberichten nyheter nyhet nyheder aktuellt aktuelt uutiset ajankohtaista hirek "
    "stiri noutati naujienos naujiena zinios jaunumi uudised vijesti novice novosti novini новини новина новости novyny "
    "uutinen tiedotteet tiedote mediatiedotteet artikkelit uudis teated teade pressiteated artiklid zinas zina aktualitates preses-relizes raksti zinia "
    "aktualijos pranesimai-spaudai straipsniai aktualis aktualitasok hireink sajtohirek sajtokozlemenyek cikkek stire anunturi comunicate "
    "comunicate-de-presa articole vijest novost obavijesti priopcenja clanci aktualno novica obvestila sporocila-za-javnost pressmeddelanden "
    "pressmeddelande nyhetsarkiv artiklar pressemeddelelser artikler pressemeldinger actueel berichten persberichten atualidades atualidade imprensa "
    "artigos comunicados-de-imprensa noticies actualitat haberler haber duyurular νεα ανακοινωσεις анонси оголошення статті объявления статьи публикации"
)
OTHER: Final = _kinds(
    {
        "a calendar": "kalendarz kalendarium calendar events event terminy akce podujatia kalendar veranstaltungen veranstaltung termine "
        "agenda terminarz harmonogram kalendarz-wydarzen kalendarz-imprez wydarzenie upcoming-events evenements evenement eventos evento eventi "
        "calendrier calendario evenementen kalender renginiai renginys rendezvenyek evenimente pasakumi pasakums renginys esemeny dogadjaj dogadaj dogodek dogodki dogadjaji dogadaji sundmus sundmused заходи події "
        "termin terminy zapowiedzi zapowiedz jevents com-jevents icagenda com-icagenda com-jem com-rseventspro com-eventbooking com-dpcalendar cgcalendar podiyi podii "
        "tapahtumat tapahtuma tapahtumakalenteri kalenteri koulutuskalenteri uritused uritus sundmuste-kalender notikumi notikums pasakumu-kalendars ivykiai "
        "renginiu-kalendorius kalendorius esemeny esemenynaptar rendezveny rendezvenynaptar naptar programok eveniment calendar-evenimente dogadanja dogadanje "
        "manifestacije kalendar-dogadanja koledar koledar-dogodkov napovednik evenemang evenemangskalender arrangementer arrangement begivenheder begivenhed "
        "hendelser aktivitetskalender evenementenkalender agenda-eventos esdeveniments etkinlikler etkinlik takvim εκδηλωσεις εκδηλωση ημερολογιο събития "
        "събитие календар события мероприятия мероприятие календарь подія захід",
        "a directory": "czlonkowie czlonek czlonkowie-klastra partnerzy partner firmy firma members member membership partners clenove clen clenovia "
        "mitglieder mitglied katalog katalog-firm baza-firm companies company team zespol staff directory nasi-czlonkowie "
        "uczestnicy podmioty nasi-partnerzy our-members clenska-zakladna organizacje membres adherents annuaire equipe socios miembros directorio "
        "equipo soci associati nariai komanda biedri biedrs clanovi clan clani tagsag liikmed leden ledenlijst medlemmer medlemmar tagok membri учасники члени ludzie eksperci people experts "
        "firmy-czlonkowskie clenske-firmy chleny uchasnyky "
        "jasenet jasen jasenyritykset jasenluettelo kumppanit yritykset henkilosto tiimi ihmiset liige partnerid meeskond liikmeskond ettevotted partneri "
        "uznemumi darbinieki narys partneriai imones musu-nariai tagjaink tagvallalatok partnerek partnereink csapat csapatunk cegek membri membrii parteneri "
        "companii echipa clanice nase-clanice tim partnerji ekipa podjetja nasi-clani medlemsforetag foretag foretagen personal medarbetare medlemsvirksomheder "
        "partnere virksomheder medarbejdere ansatte bedrifter medlemsbedrifter bedrijven deelnemers partners-en-leden medewerkers imprese aziende associate "
        "gli-associati entreprises partenaires nos-membres nos-adherents empresas asociados associados parceiros equipa equipe mitgliedsunternehmen unternehmen "
        "ansprechpartner partneri-klastra tym nas-tym lide uyeler uye μελη μελος εταιρειες членове партньори екип партнеры участники компании партнери команда "
        "компанії",
        "a static page": "pages stranky podstrony o-nas onas o-klastrze kontakt kontakty contact contact-us statut regulamin regulaminy polityka-prywatnosci privacy privacy-policy "
        "cookies polityka-cookies rodo deklaracja-dostepnosci impressum datenschutz about about-us dokumenty do-pobrania pliki-do-pobrania download "
        "downloads faq misja zarzad wladze skladki historia dolacz dolacz-do-nas uslugi services o-klastru o-projekcie stanovy kdo-jsme o-nas-1 "
        "ueber-uns uber-uns nutzungsbedingungen terms regulamin-serwisu deklaracja klauzula struktura standardy cennik jak-dolaczyc strategia rada organy "
        "rejestr-zmian rejestr historia-zmian changelog stopka wydawca sprawozdania newsletter ochrana-osobnich-udaju ochrana-osobnych-udajov gdpr o-nas-2 accessibility pliki "
        "a-propos qui-sommes-nous mentions-legales contacto contatto contatti quienes-somos sobre-nosotros aviso-legal chi-siamo over-ons "
        "join join-us become-a-member membership-application application apply mitglied-werden clenstvi clenstvo czlonkostwo apie-mus kontaktai om-oss om-os sluzby leistungen soubory dokumenty-ke-stazeni com-contact "
        "associazione association vereniging verein sdruzeni egyesulet stowarzyszenie regolamento statuto statuten statuts satzung alapszabaly lid-worden "
        "oldal oldalak paginas pagine seiten sidor privacyverklaring prihlaska servizi despre "
        "yhteystiedot yhteys ota-yhteytta tietoa-meista meista tietosuoja tietosuojaseloste saannot esittely liity liity-jaseneksi jasenyys palvelut hallitus "
        "meist meie pohikiri privaatsus privaatsuspoliitika astu-liikmeks teenused juhatus kontakti par-mums statuti privatuma-politika privatums pakalpojumi "
        "valde klust-par-biedru apie istatai privatumo-politika paslaugos valdyba tapk-nariu dokumentai istorija kapcsolat kapcsolatok rolunk bemutatkozas "
        "adatvedelem adatkezelesi-tajekoztato csatlakozas csatlakozzon szolgaltatasok vezetoseg contactati-ne despre-noi politica-de-confidentialitate servicii "
        "istoric conducere o-nama statut-udruge politika-privatnosti usluge povijest predstavitev politika-zasebnosti storitve vodstvo zgodovina postani-clan "
        "kontakta-oss om stadgar integritetspolicy bli-medlem tjanster styrelse styrelsen kontakt-os vedtaegter privatlivspolitik bliv-medlem ydelser "
        "bestyrelse kontakt-oss vedtekter personvern personvernerklaering tjenester styret over privacybeleid diensten bestuur geschiedenis informativa-privacy "
        "iscriviti storia quem-somos sobre sobre-nos contactos contato contactar politica-de-privacidade estatutos servicos direcao orgaos-sociais qui-som "
        "hakkimizda iletisim επικοινωνια σχετικα ποιοι-ειμαστε за-нас контакти контакты о-нас про-нас статут устав о-компании услуги послуги",
        "a gallery": "galeria galerie galeria-zdjec gallery galleries foto fotogaleria fotogalerie photos zdjecia multimedia wideo video videa album albumy filmy "
        "bildergalerie bilder foto-galerija galerija galerije nuotraukos kepek kepgaleria fotky fotos galeries galeria-de-fotos com-phocagallery phocagallery "
        "kuvat galleria kuvagalleria galerii pildid atteli fotogalerija fotografije slike galleri bildgalleri bildarkiv billeder billedgalleri fototheque "
        "phototheque mediatheque fotoalbum fotoalbums fotografias galeria-de-imagens imagens φωτογραφιες галерия галерея фотогалерея видео відео",
        "a shop": "sklep shop produkt produkty product products cart koszyk checkout obchod eshop e-shop kosik zamowienie",
        "an account": "login logowanie zaloguj zaloguj-sie rejestracja register signup konto account wp-login wp-admin user uzytkownik admin "
        "administrator panel logout prihlaseni prihlasenie registrace moje-konto my-account anmelden haslo password strefa-czlonka lost-password "
        "connexion accedi acceder signin sign-in intranet com-users",
        "a search": "szukaj search wyszukiwarka wyszukiwanie wyszukaj hledat hladat suche find szukanie recherche buscar cerca paieska zoeken com-search com-finder "
        "haku otsing otsi meklet mekletajs meklesana kereses cautare cauta pretraga pretrazi trazi iskanje isci sok sog soek sokresultat ricerca pesquisa "
        "pesquisar procurar busca arama търсене поиск пошук",
        "a list by tag": "tag tagi tags tema temy themen thema themes theme temata stitek stitky znacka znacky keyword keywords slowa-kluczowe temat tematy topic topics etykieta "
        "etiquette etiquettes mots-cles etiqueta etiquetas schlagwort schlagworte schlagwoerter stichwort zyma тег "
        "avainsana avainsanat asiasanat asiasana marksona marksonad silt sildid birkas birka zymos cimke cimkek etichete eticheta oznake oznaka kljucne-besede "
        "taggar tagg etiket emneord trefwoord trefwoorden marcadores palavras-chave etichetta etichette теги метки мітки",
        "a list by author": "autor autorzy author authors redaktor autori profile auteur auteurs autores autore autoren",
        "a map of the site": "mapa-strony sitemap mapa-serwisu mapa-stranek site-map plan-du-site mapa-del-sitio",
        "a feed": "feed rss atom rss2 feeds kanal-rss",
        "a comment": "comment comments komentarz komentarze reply trackback",
        "a file for machines": "wp-json xmlrpc wp-content wp-includes wp-cron api oembed graphql assets static css js",
    }
)
EITHER: Final = _kinds(
    {
        "an event": "wydarzenia imprezy impreza szkolenia szkolenie konferencje konferencja spotkania spotkanie warsztaty warsztat udalosti "
        "udalost nadchodzace-wydarzenia webinaria webinar targi-i-misje konference seminare workshops seminars courses training trainings "
        "koulutus koulutukset kurssit seminaarit webinaarit koolitus koolitused seminarid apmacibas seminari seminarai mokymai kepzesek konferenciak instruire "
        "cursuri conferinte edukacije radionice seminarji delavnice izobrazevanja kurser utbildningar utbildning konferenser kurs seminarer konferencer "
        "opleidingen trainingen cursussen formazione corsi formacion cursos jornadas formations schulungen skoleni skolenia formacao",
        "a project": "projekty projekt projects project projekte projets projet proyectos proyecto progetti progetto projektai projecten "
        "projekter hankkeet проекты проєкти proiekty "
        "hanke projektit projektid projekta projektu projekteink proiecte proiect projetos projeto projectos prosjekter prosjekt проекти",
        "a call": "nabory nabor nabory-wnioskow konkursy konkurs przetargi przetarg zamowienia zamowienia-publiczne zapytania-ofertowe zapytanie-ofertowe "
        "calls tenders procurement vyzvy vyzva zakazky verejne-zakazky ausschreibungen appels-a-projets appels-d-offres bandi gare licitaciones convocatorias "
        "hankinnat tarjouspyynnot hanked riigihanked iepirkumi konkursi kvietimai viesieji-pirkimai pirkimai konkursai palyazatok palyazat kozbeszerzes "
        "licitatii achizitii apeluri natjecaji natjecaj javna-nabava razpisi razpis javna-narocila upphandlingar upphandling utlysningar utlysning udbud "
        "aanbestedingen bandi-e-gare concursos avisos-de-abertura ihaleler тендеры закупки тендери закупівлі",
        "an advertisement": "classifieds classified ads advertisements ogloszenia-drobne gielda inzerce inzercia inzeraty kleinanzeigen marktplatz marketplace "
        "deals member-deals hot-deals",
        "an offer": "oferta oferty offers offer oferty-pracy oferta-pracy praca kariera careers career jobs job job-offers vacancies vacancy "
        "oferty-wspolpracy stellenangebote stellenangebot karriere stellen volna-mista kariera-1 pracovne-ponuky nabidky nabidka emplois emploi offres recrutement "
        "ofertas empleo lavoro darbo-pasiulymai вакансії "
        "tyopaikat avoimet-tyopaikat rekry toopakkumised toopakkumine vakances darbo-skelbimai allasok allas cariere locuri-de-munca poslovi zaposlitev "
        "prosta-delovna-mesta lediga-jobb jobb ledige-stillinger jobopslag stillinger vacatures carreiras vagas emprego вакансии",
        "a publication": "publikacje publikacja publications publication publikace publikacie publikationen raporty reports publicaciones "
        "pubblicazioni leidiniai publicaties "
        "julkaisut julkaisu trukised publikatsioonid publikacijas publikacijos kiadvanyok kiadvany publicatii rapoarte publikacije publikacija publikationer "
        "rapporter publikasjoner rapporten publicacoes relatorios видання whitepapers case-studies case-study studia-przypadku referencje reference references portfolio realizacje",
        "an entry of a glossary": "slownik slowniczek glossary glosariusz slovnik slovnicek glossar lexikon encyklopedia",
    }
)
LISTS: Final = _words(
    "archive archives archiwum archiv category categories kategoria kategorie kategori rubryki rubriky rubrika index tags "
    "tagi tag authors autorzy autori stitky znacky slowa-kluczowe strona-glowna aktualnosci news blog wiadomosci wiesci nowinki novinky "
    "aktuality spravy zpravy newsroom actualites noticias notizie nieuws neuigkeiten nachrichten aktuelles naujienos start novyny новини новости "
    "nyheter nyheder uutiset hirek stiri jaunumi uudised vijesti"
)
"""Words that name a list when they are all that the last step of an address says."""
