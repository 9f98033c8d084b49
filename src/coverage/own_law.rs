//! Under whose law the answer is given, and whose was not asked.

use crate::facts::view::TxView;
use crate::model::country;
use crate::rules::coverage::CoverageTable;

/// The law of the exporter, as far as it is carried.
pub(super) struct OwnLaw {
    /// One sentence for the first lines of an answer.
    pub sentence: String,
    /// What a person must look at: goods under a sanctions program, by an exporter whose own law was
    /// not asked.
    pub doubt: Option<String>,
}

/// Whose law was asked about a transaction. The exporter's own is that of the country where it sits
/// and of that from which the goods move.
pub(super) fn of(table: &CoverageTable, tx: &TxView<'_>) -> OwnLaw {
    let mut asked = vec!["the United States".to_owned()];
    let (mut not_asked, mut not_whole): (Vec<&str>, Vec<&str>) = Default::default();
    for code in exporters(tx).into_iter().filter(|code| *code != "US") {
        not_whole.push(country::name(code));
        let parts: Vec<&str> =
            table.of_country(code).filter_map(|regime| regime.part.as_deref()).collect();
        if parts.is_empty() {
            not_asked.push(country::name(code));
        } else {
            asked.push(format!("{} as far as carried ({})", country::name(code), parts.join("; ")));
        }
    }
    let mut sentence = format!("Under the law of {}", asked.join(", and of "));
    if !not_asked.is_empty() {
        sentence.push_str(&format!("; the law of {} was not asked", not_asked.join(" and of ")));
    }
    sentence.push('.');
    let to = sanctioned(table, tx);
    let doubt = (!not_whole.is_empty()).then_some(to).flatten().map(|code| {
        format!(
            "{} is under a sanctions program, and the exporter's own law ({}) is not carried as a \
             whole: a person must judge it",
            country::name(&code),
            not_whole.join(", ")
        )
    });
    OwnLaw { sentence, doubt }
}

/// Countries whose law the exporter is under, each once.
fn exporters<'t>(tx: &'t TxView<'_>) -> Vec<&'t str> {
    let actor = tx.tx.actor.as_ref().and_then(|actor| actor.country.as_deref());
    let mut codes: Vec<&str> = actor
        .into_iter()
        .chain(tx.tx.ship_from.as_deref())
        .filter(|code| !code.is_empty())
        .collect();
    codes.dedup();
    codes
}

/// The first destination under a sanctions program.
fn sanctioned(table: &CoverageTable, tx: &TxView<'_>) -> Option<String> {
    let is = |code: &&String| tx.tables.in_group(code, &table.sanctioned, tx.as_of.valid);
    let region = tx.regions.first().map(|_| "UA".to_owned());
    tx.destinations.iter().find(is).cloned().or(region)
}
