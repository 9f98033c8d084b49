//! Limits of the service. Beyond a limit a request is refused with its own clear answer; nothing
//! is ever cut.

use std::time::Duration;

/// Limits of the service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Most bytes of one document in a body.
    pub body_bytes: usize,
    /// Most bytes of an uploaded batch file.
    pub upload_bytes: usize,
    /// Most bytes of one row of a streamed batch.
    pub row_bytes: usize,
    /// Rows of a streamed batch that are worked on together: the window.
    pub window_rows: usize,
    /// Most parties of one `/v1/match` call, and most queries of one yente `/match` call.
    pub queries: usize,
    /// Time within which the whole body must have come.
    pub body_time: Duration,
    /// Time within which the head of a request must have come; also how long a connection may idle.
    pub head_time: Duration,
    /// Time within which an answer must be finished, waiting included.
    pub deadline: Duration,
    /// Most connections at once.
    pub connections: usize,
    /// Most requests computed at once; 0 is one for each core.
    pub computing: usize,
    /// Most requests that wait for their turn.
    pub waiting: usize,
    /// How long running requests may take to end once the service is told to stop.
    pub shutdown_time: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body_bytes: crate::wire::json::BYTES_MAX,
            upload_bytes: 64 << 20,
            row_bytes: 1 << 20,
            window_rows: 1024,
            queries: 100,
            body_time: Duration::from_secs(15),
            head_time: Duration::from_secs(30),
            deadline: Duration::from_secs(10),
            connections: 10_000,
            computing: 0,
            waiting: 1_000,
            shutdown_time: Duration::from_secs(30),
        }
    }
}
