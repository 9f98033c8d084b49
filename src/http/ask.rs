//! What a request says beside its body: the day, the profile.

use std::sync::Arc;

use utoipa::IntoParams;

use super::params::Params;
use super::problem::Problem;
use super::snapshot::{DEFAULT_PROFILE, Served, Snapshot};
use crate::model::{AsOf, Date, Transaction};
pub use crate::wire::shape::day;

/// Parameters of a screening.
#[derive(Debug, Clone, Default, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Ask {
    /// Screen as of this day (default: the transaction's date, else today in UTC).
    #[param(value_type = Option<String>, format = Date)]
    pub as_of: Option<String>,
    /// The profile: a named choice of lists, rules, threshold and roles.
    pub profile: Option<String>,
}

impl Ask {
    /// From the parameters. An unknown one is refused: a misspelled `as_of` would otherwise
    /// screen another day.
    ///
    /// # Errors
    /// The first unknown parameter.
    pub fn of(params: &Params) -> Result<Self, Problem> {
        params.demand_known(&["as_of", "profile", "api_key"])?;
        Ok(Self::from_known(params))
    }

    /// From parameters that were checked already.
    pub fn from_known(params: &Params) -> Self {
        let text = |name: &str| params.one(name).map(str::to_owned);
        Self { as_of: text("as_of"), profile: text("profile") }
    }

    /// The day asked for.
    ///
    /// # Errors
    /// A text that is no date.
    pub fn day(&self) -> Result<Option<Date>, Problem> {
        let Some(text) = &self.as_of else { return Ok(None) };
        day(text).map(Some).ok_or_else(|| {
            let detail = format!("`{text}` is no date of the years 1900 to 2100; write 2024-10-01");
            Problem::parameter("as_of", detail)
        })
    }

    /// The engine of the profile asked for.
    ///
    /// # Errors
    /// No such profile.
    pub fn served<'s>(&self, snapshot: &'s Snapshot) -> Result<&'s Arc<Served>, Problem> {
        let name = self.profile.as_deref().unwrap_or(DEFAULT_PROFILE);
        snapshot.profile(name).ok_or_else(|| {
            let known: Vec<&str> = snapshot.profiles().map(|p| p.profile.name.as_str()).collect();
            Problem::parameter(
                "profile",
                format!("`{name}` is no profile; there are: {}", known.join(", ")),
            )
        })
    }
}

/// The dates of a screening: the day asked for, else the transaction's, else today.
pub fn as_of(asked: Option<Date>, tx: &Transaction, today: Date) -> AsOf {
    AsOf::of(asked, tx.date, today)
}

/// Checks that the profile is made for the roles of the transaction.
///
/// # Errors
/// The parties in another role.
pub fn check_roles(served: &Served, tx: &Transaction) -> Result<(), Problem> {
    let profile = &served.profile;
    let foreign = crate::wire::transaction::demand_roles(tx, &profile.name, &profile.roles);
    if foreign.is_empty() { Ok(()) } else { Err(Problem::of_document(foreign)) }
}
