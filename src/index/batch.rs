//! Many parties on all cores, answered in their order.

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use super::{Found, Index, SearchOptions, Searcher};
use crate::model::Party;

impl Index {
    /// Searches for each party; answers stand in the order of `parties` and do not depend on the
    /// number of threads.
    pub fn search_batch(&self, parties: &[Party], options: SearchOptions) -> Vec<Found<'_>> {
        self.map_batch(parties, |searcher, party| self.search_with(searcher, party, options))
    }

    /// Maps items with a searcher of the thread's own; results stand in the order of `items`.
    pub fn map_batch<I: Sync, O: Send>(
        &self,
        items: &[I],
        map: impl Fn(&mut Searcher, &I) -> O + Sync + Send,
    ) -> Vec<O> {
        items.par_iter().map_init(Searcher::default, |searcher, item| map(searcher, item)).collect()
    }
}
