//! Records of decisions, written by one thread: many at once, each durable before its answer.

use std::sync::mpsc;

use tokio::sync::oneshot;

use super::problem::{Kind, Problem};
use crate::audit::{Log, Subject};

/// Most records forced to disk together.
const TOGETHER_MAX: usize = 256;

type Entry = (Subject, oneshot::Sender<bool>);

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

    /// Records a decision; returns once it is on disk.
    ///
    /// # Errors
    /// 503 where it could not be recorded: then there is no answer either.
    pub async fn record(&self, subject: Subject) -> Result<(), Problem> {
        let lost = || {
            let detail = "the decision could not be recorded, so none is given";
            Problem::new(Kind::Unavailable, detail)
        };
        let (done, written) = oneshot::channel();
        self.0.try_send((subject, done)).map_err(|_| lost())?;
        if written.await == Ok(true) { Ok(()) } else { Err(lost()) }
    }
}

fn write(mut log: Log, receiver: &mpsc::Receiver<Entry>) {
    while let Ok(first) = receiver.recv() {
        let mut entries = vec![first];
        while entries.len() < TOGETHER_MAX {
            let Ok(next) = receiver.try_recv() else { break };
            entries.push(next);
        }
        let (subjects, waiting): (Vec<_>, Vec<_>) = entries.into_iter().unzip();
        let written = log.append(subjects);
        if let Err(error) = &written {
            tracing::error!(%error, "decisions were not recorded");
        }
        for one in waiting {
            let _ = one.send(written.is_ok());
        }
    }
}
