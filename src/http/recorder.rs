//! Records of decisions, written by one thread: many at once, each durable before its answer.

use std::sync::mpsc;

use tokio::sync::oneshot;

use super::problem::{Kind, Problem};
use crate::audit::{Log, Subject};

/// Most records that are gathered to be forced to disk together. The records of one window of a
/// batch stay together whatever their number.
const TOGETHER_MAX: usize = 256;

type Entry = (Vec<Subject>, oneshot::Sender<bool>);

/// Where handlers hand in records.
#[derive(Debug)]
pub struct Recorder(mpsc::SyncSender<Entry>);

impl Recorder {
    /// Starts the thread that writes `log`.
    pub fn start(log: Log) -> Self {
        let (sender, receiver) = mpsc::sync_channel(4096);
        std::thread::spawn(move || write(log, &receiver));
        Self(sender)
    }

    /// Records decisions; returns once all are on disk.
    ///
    /// # Errors
    /// 503 where they could not be recorded: then there is no answer either.
    pub async fn record(&self, subjects: Vec<Subject>) -> Result<(), Problem> {
        let lost = || {
            let detail = "the decision could not be recorded, so none is given";
            Problem::new(Kind::Unavailable, detail)
        };
        let (done, written) = oneshot::channel();
        self.0.try_send((subjects, done)).map_err(|_| lost())?;
        if written.await == Ok(true) { Ok(()) } else { Err(lost()) }
    }
}

fn write(mut log: Log, receiver: &mpsc::Receiver<Entry>) {
    while let Ok(first) = receiver.recv() {
        let (mut subjects, mut waiting) = (first.0, vec![first.1]);
        while subjects.len() < TOGETHER_MAX {
            let Ok((more, done)) = receiver.try_recv() else { break };
            subjects.extend(more);
            waiting.push(done);
        }
        let written = log.append(subjects);
        if let Err(error) = &written {
            tracing::error!(%error, "decisions were not recorded");
        }
        for one in waiting {
            let _ = one.send(written.is_ok());
        }
    }
}
