"""The Polish that the invented associations write: names, topics and sentences.

A sentence has slots in braces; content.py fills them in the case that the sentence needs. Every organisation,
person and address is invented; all hosts end in ``.example``.
"""

from __future__ import annotations

AUTHORS = {"biuro": "Biuro klastra", "jsliwa": "Joanna Śliwa", "mzolc": "Michał Żółć", "redakcja": "Redakcja"}
CATEGORIES = ["Aktualności", "Szkolenia", "Projekty", "Życie klastra", "Dotacje i nabory", "Współpraca zagraniczna"]
ENGLISH = "English"
TAGS = ["badania", "dotacje", "eksport", "energia", "kadry", "młodzież", "przemysł 4.0", "targi", "żegluga"]

CITIES = [
    ("Łódź", "w Łodzi"), ("Wrocław", "we Wrocławiu"), ("Zamość", "w Zamościu"), ("Przemyśl", "w Przemyślu"),
    ("Bielsko-Biała", "w Bielsku-Białej"), ("Świnoujście", "w Świnoujściu"), ("Gdynia", "w Gdyni"),
    ("Kędzierzyn-Koźle", "w Kędzierzynie-Koźlu"), ("Mińsk Mazowiecki", "w Mińsku Mazowieckim"),
    ("Nowy Sącz", "w Nowym Sączu"), ("Żywiec", "w Żywcu"), ("Włocławek", "we Włocławku"),
    ("Brno", "w Brnie"), ("Drezno", "w Dreźnie"),
]  # fmt: skip
PEOPLE = [
    "Łucja Cieślak", "Żaneta Gąsior", "Świętopełk Kłos", "Grzegorz Brzęczyszczykiewicz", "Małgorzata Ślązak",
    "Zdzisław Wójt", "Błażej Źdźbło", "Elżbieta Mżyk", "Józef Ćwiek", "Bożena Węgłowska", "Rafał Kościński",
]  # fmt: skip
ROLES = ["prezes zarządu", "koordynator projektu", "ekspert do spraw eksportu", "kierownik laboratorium"]
FIRMS = [
    "Tartak Źródła sp. z o.o.", "Meblomax Łęczna", "Zakład Ślusarski Pająk i Synowie", "AquaŚwit S.A.",
    "Browar Chmiel i Słód", "Odlewnia Wkrzańska", "InżBud Gołdap sp. j.", "Hydro-Łączność", "Fabryka Okuć Żbik",
]  # fmt: skip
SCHOOLS = [
    "Politechnika Nadodrzańska", "Akademia Rzemiosł w Zamościu", "Instytut Wody i Gleby", "Uniwersytet Mazurski",
]  # fmt: skip
PROGRAMMES = [
    "Zielony Skok", "Łączymy Siły", "Źródło Wiedzy", "Inżynier Jutra", "Mosty na Wschód", "Czysty Zakład",
    "Kuźnia Pomysłów", "Własna Ścieżka", "Gęsta Sieć", "Próg Przyszłości",
]  # fmt: skip
SUBJECTS = [  # nominative, genitive, locative
    ("gospodarka wodna", "gospodarki wodnej", "gospodarce wodnej"),
    ("cyfrowy obieg dokumentów", "cyfrowego obiegu dokumentów", "cyfrowym obiegu dokumentów"),
    ("odzysk ciepła", "odzysku ciepła", "odzysku ciepła"),
    ("rachunek śladu węglowego", "rachunku śladu węglowego", "rachunku śladu węglowego"),
    ("bezpieczeństwo sieci przemysłowych", "bezpieczeństwa sieci przemysłowych", "bezpieczeństwie sieci przemysłowych"),
    ("druk przestrzenny", "druku przestrzennego", "druku przestrzennym"),
    ("sprzedaż na rynki skandynawskie", "sprzedaży na rynki skandynawskie", "sprzedaży na rynki skandynawskie"),
    ("ochrona wzorów użytkowych", "ochrony wzorów użytkowych", "ochronie wzorów użytkowych"),
]
HOSTS = [  # name, address
    ("Izba Gospodarcza", "https://www.izba-gospodarcza.example/aktualnosci/{slug}"),
    ("Urząd Patentowy", "https://uprp.example/pl/{slug}.html"),
    ("Dziennik Zachodni", "http://dziennik.example/artykul.php?id={number}&dzial=gospodarka"),
    ("Baza Konkurencyjności", "https://bazakonkurencyjnosci.example/ogloszenia/{number}"),
    ("European Cluster Alliance", "https://cluster-alliance.example/members/{slug}/"),
]

# One subject of news a line of this table: its category, titles, first sentences and the sentences that may follow.
TOPICS = {
    "konferencja": (
        "Życie klastra",
        [
            "Konferencja „{program}” {w_miescie} – podsumowanie",
            "O {temacie} rozmawiano {w_miescie}",
            "Przed nami forum „{program}”",
        ],
        [
            "Konferencja „{program}” odbyła się {bylo} {w_miescie}. Gospodarzem był {klaster}.",
            "{klaster} zaprasza na forum „{program}”, które odbędzie się {bedzie} {w_miescie}.",
            "Ponad {n} osób wysłuchało {bylo} wystąpień o {temacie}.",
        ],
        [
            "Pierwszy panel dotyczył {tematu}, a prowadzi go od lat {osoba}.",
            "Prezentacje prelegentów można pobrać jako [plik PDF]({plik}).",
            "Największe emocje wzbudził prototyp, który pokazała firma {firma}.",
            "Patronat objęła redakcja, której [relację]({obcy}) polecamy.",
            "Następne spotkanie zaplanowano {bedzie}.",
        ],
    ),
    "szkolenie": (
        "Szkolenia",
        [
            "Szkolenie: {temat} – zapisy trwają",
            "Bezpłatne warsztaty „{program}” dla firm członkowskich",
            "Ostatnie wolne miejsca: {temat} w praktyce",
        ],
        [
            "{klaster} zaprasza na bezpłatne szkolenie na temat {tematu}. Zajęcia odbędą się {bedzie} {w_miescie}.",
            "Trwają zapisy na warsztaty „{program}”. Zgłoszenia przyjmujemy do {termin}.",
        ],
        [
            "Liczba miejsc jest ograniczona do {n} osób, decyduje kolejność zgłoszeń.",
            "Zgłoszenia prosimy wysyłać na adres {mail} do {termin}.",
            "Formularz zgłoszeniowy: [pobierz dokument]({plik}).",
            "Zajęcia prowadzi {osoba}, praktyk z wieloletnim doświadczeniem.",
            "Jak dojechać, opisujemy na stronie [Kontakt]({kontakt}).",
            "Każdy uczestnik otrzyma zaświadczenie, które wystawia {uczelnia}.",
        ],
    ),
    "nabor": (
        "Dotacje i nabory",
        [
            "Ruszył nabór wniosków w programie „{program}”",
            "{kwota} na innowacje – kto może złożyć wniosek?",
            "Przedłużono nabór do {termin}",
            "Zapytanie ofertowe nr {n}/{rok}: {temat}",
        ],
        [
            "Nabór wniosków w programie „{program}” ogłoszono {bylo}. Dokumenty można składać do {termin}.",
            "Na wsparcie {branzy} przeznaczono {kwota}. O środki mogą ubiegać się firmy z całego kraju.",
        ],
        [
            "Maksymalna kwota dofinansowania wynosi {kwota}, a wkład własny to {procent} procent.",
            "Regulamin konkursu ogłosiła [instytucja prowadząca nabór]({obcy}).",
            "Wzór wniosku zawiera [załącznik nr 1]({plik}).",
            "Pytania prosimy kierować na adres {mail} lub telefonicznie.",
            "Ogłoszenie opublikowano także pod adresem {goly}.",
            "W poprzedniej edycji wsparcie otrzymało {n} przedsiębiorstw.",
        ],
    ),
    "misja": (
        "Współpraca zagraniczna",
        [
            "Misja gospodarcza {w_miescie}: relacja",
            "{klaster} na targach {w_miescie}",
            "Podpisaliśmy list intencyjny „{program}”",
        ],
        [
            "Przedstawiciele {n} firm uczestniczyli {bylo} w misji gospodarczej, którą zorganizował {klaster}.",
            "List intencyjny o współpracy podpisano {bylo} {w_miescie}.",
        ],
        [
            "Na wspólnym stoisku pokazały się między innymi {firma} oraz {firma}.",
            "O pierwszej wizycie pisaliśmy w [osobnym tekście]({wpis}).",
            "Więcej o wydarzeniu na stronie {goly} oraz w materiałach partnerów.",
            "Rozmowy dotyczyły głównie {tematu}.",
            "Rewizyta partnerów odbędzie się {bedzie}.",
            "Wyjazd sfinansowano z programu „{program}” kwotą {kwota}.",
        ],
    ),
    "czlonek": (
        "Życie klastra",
        ["Witamy nowego członka: {firma}", "{firma} dołącza do klastra", "Jest nas już {n}!"],
        [
            "Rada klastra przyjęła {bylo} do swojego grona nową firmę: {firma}.",
            "{klaster} rośnie: nowe umowy podpisano {bylo} i jest nas już {n}.",
        ],
        [
            "Przedsiębiorstwo zatrudnia {n} osób i działa {w_miescie}.",
            "Specjalnością zakładu jest {temat}.",
            "Pełną listę firm zawiera strona [O nas]({o_nas}).",
            "Deklarację przystąpienia można pobrać tutaj: [deklaracja]({plik}).",
            "O planach firmy informuje też [jej strona]({obcy}).",
        ],
    ),
    "projekt": (
        "Projekty",
        [
            "Projekt „{program}” na półmetku",
            "Badania & wdrożenia: {temat}",
            "{uczelnia} i klaster wspólnie zbadają {n} próbek",
            "{kwota} na badania w projekcie „{program}”",
        ],
        [
            "{klaster} rozpoczął {bylo} realizację projektu „{program}”, którego tematem jest {temat}.",
            "Wyniki prac nad projektem „{program}” przedstawiono {bylo} {w_miescie}.",
        ],
        [
            "Za część badawczą odpowiada {uczelnia}, a za testy {firma}.",
            "Zużycie surowca spadło w próbach o {procent} procent.",
            "Raport z pierwszego etapu: [raport (PDF)]({plik}).",
            "Wartość przedsięwzięcia wynosi {kwota}, a ostatnie zadanie zakończy się {bedzie}.",
            "Kartę projektu prowadzi [baza projektów]({obcy}).",
            "O założeniach pisaliśmy [wcześniej]({wpis}).",
        ],
    ),
    "nagroda": (
        "Aktualności",
        ["Złoty medal dla firmy {firma}", "Znamy laureatów konkursu „{program}”", "Wyróżnienie w kategorii „{temat}”"],
        [
            "Statuetkę w konkursie „{program}” wręczono {bylo} {w_miescie}.",
            "Spośród {n} zgłoszeń jury wybrało firmę {firma}. Wyniki ogłoszono {bylo}.",
        ],
        [
            "Nagrodzony wyrób powstał we współpracy z zespołem, którym kieruje {osoba}.",
            "Nagrodą jest kampania promocyjna o wartości {kwota}.",
            "O konkursie napisała [prasa branżowa]({obcy}).",
            "Rok temu laur trafił do innej firmy, o czym [pisaliśmy]({wpis}).",
            "Gala zgromadziła {n} gości z kraju i zagranicy.",
        ],
    ),
}

GENERAL = [  # sentences that fit under any news
    "Inicjatywa wpisuje się w strategię rozwoju {branzy} do roku {rok_przyszly}.",
    "Ślad po tym spotkaniu pozostanie w postaci wspólnych wytycznych, które przyjęła grupa robocza.",
    "Dziękujemy wszystkim, którzy poświęcili swój czas, wiedzę i życzliwość.",
    "Członkowie klastra mogą liczyć na pierwszeństwo oraz niższą opłatę.",
    "Działania współfinansuje samorząd województwa.",
    "Warto przypomnieć, że {temat} to zagadnienie, które od lat budzi i wątpliwości, i ciekawość.",
    "Szczegółowych informacji udziela biuro w godzinach od 8:00 do 15:30.",
    "Zdaniem uczestników najcenniejsza była możliwość obejrzenia maszyn przy pracy.",
    "W przygotowaniach pomogły: {firma} oraz {uczelnia}.",
    "Zgodnie z umową pierwsze efekty poznamy {bedzie}.",
    "Całość dopełniła wizyta najmłodszych gości, którzy z zaciekawieniem zwiedzili halę.",
    "Partnerzy zadeklarowali, że łączny budżet działań przekroczy {kwota}.",
    "Zachęcamy do śledzenia naszej strony, na której będziemy publikować kolejne wieści.",
    "Żadna z firm nie zgłosiła zastrzeżeń do przedstawionego harmonogramu.",
]
HEADINGS = ["Co dalej?", "Dla kogo?", "Najważniejsze ustalenia", "Głos partnerów", "Źródła finansowania"]
QUOTES = [
    "Bez zaufania nie ma współpracy, a bez współpracy nie ma innowacji",
    "Cieszę się, że tak wiele rodzinnych firm zdecydowało się otworzyć drzwi swoich zakładów",
    "Najtrudniejszy był pierwszy krok, dziś mówimy już o następnych pięciu latach",
]
CAPTIONS = ["Fot. archiwum klastra", "Goście przy stoisku. Fot. Bożena Węgłowska", "Podpisanie umowy"]
COMMENTS = [
    "Świetna wiadomość, gratulacje dla całego zespołu!",
    "Czy nagranie z {termin} będzie dostępne? Byłem na spotkaniu, ale wyszedłem wcześniej.",
    "Zdjęcia z wydarzenia: https://galeria.example/album/{n} – zapraszam do oglądania.",
    "Proszę o poprawienie daty, w programie podano {termin}",
]
ENGLISH_TITLES = [
    "Cluster delegation visits Dresden",
    "New research project “{program}” has started",
    "Join our cluster",
]
ENGLISH_SENTENCES = [
    "The cluster has invited {n} companies to take part in the next round of the programme.",
    "Our partners come from research institutes, local government and family businesses.",
    "The meeting took place on {english_date} and was open to all members.",
    "A short report is available as a [PDF file]({plik}).",
    "More details can be found on the [website of our partner]({obcy}).",
    "Applications are accepted until {english_date}.",
]
