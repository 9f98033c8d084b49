//! Wade-Giles syllables and the pinyin that is written today.

/// Wade-Giles (without apostrophes) and pinyin, where they differ and the syllable is telling.
const WADE_GILES: &[(&str, &str)] = &[
    ("hsi", "xi"), ("hsia", "xia"), ("hsiang", "xiang"), ("hsiao", "xiao"), ("hsieh", "xie"), ("hsien", "xian"), ("hsin", "xin"),
    ("hsing", "xing"), ("hsiu", "xiu"), ("hsu", "xu"), ("hsuan", "xuan"), ("hsueh", "xue"), ("hsun", "xun"), ("hsiung", "xiong"),
    ("chin", "jin"), ("chieh", "jie"), ("chien", "jian"), ("chiang", "jiang"), ("chiao", "jiao"), ("ching", "jing"), ("chiu", "jiu"), ("chia", "jia"),
    ("chun", "jun"), ("chueh", "jue"), ("chou", "zhou"), ("chu", "zhu"), ("chung", "zhong"), ("chao", "zhao"), ("cheng", "zheng"), ("chih", "zhi"), ("chuan", "zhuan"),
    ("tse", "ze"), ("tung", "dong"), ("teng", "deng"), ("tang", "dang"), ("ting", "ding"), ("tu", "du"), ("tai", "dai"), ("tuan", "duan"), ("tso", "zuo"), ("tsung", "zong"), ("tsai", "cai"), ("tsao", "cao"), ("tsui", "cui"), ("tzu", "zi"), ("tsu", "zu"), ("tsang", "cang"),
    ("peng", "beng"), ("pei", "bei"), ("piao", "biao"), ("pao", "bao"), ("ping", "ping"), ("po", "bo"),
    ("kuo", "guo"), ("kung", "gong"), ("kao", "gao"), ("kang", "gang"), ("kuang", "guang"), ("kuan", "guan"), ("kuei", "gui"), ("ko", "ge"),
    ("jung", "rong"), ("jen", "ren"), ("jui", "rui"), ("szu", "si"), ("ssu", "si"), ("shih", "shi"), ("yeh", "ye"), ("yen", "yan"), ("yung", "yong"), ("lieh", "lie"), ("lung", "long"), ("nung", "nong"), ("erh", "er"), ("hung", "hong"), ("sung", "song"), ("yueh", "yue"), ("lien", "lian"), ("mien", "mian"), ("nien", "nian"), ("pien", "bian"), ("tien", "tian"),
];

/// The pinyin of a Wade-Giles syllable.
pub fn pinyin_of(syllable: &str) -> Option<&'static str> {
    WADE_GILES.iter().find(|(old, _)| *old == syllable).map(|(_, new)| *new)
}
