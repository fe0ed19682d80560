//! The benches, one file each. A goal that is measured along with another shares its file.

mod a1_login_storm;
mod d1_candidates;
mod i1_index;
mod m1_pictures;
mod m2_health;
mod p1_profile_read;
mod p4_verify;
mod s1_cold_start;
mod s2_idle_memory;

use std::future::Future;
use std::pin::Pin;

use anyhow::{Result, bail};

use crate::Setting;
use crate::table::Row;

type Measuring<'a> = Pin<Box<dyn Future<Output = Result<Vec<Row>>> + 'a>>;

/// One bench: the goals it answers, and how.
pub struct Bench {
    /// Names of the goals whose rows it gives.
    pub goals: &'static [&'static str],
    /// What it measures, for the progress lines.
    pub about: &'static str,
    /// Runs it; every server it needs is started and ended inside.
    pub measure: for<'a> fn(&'a Setting) -> Measuring<'a>,
}

/// All benches, in the order in which they run.
const BENCHES: &[Bench] = &[
    Bench {
        goals: &["P1", "P2"],
        about: "authenticated profile reads",
        measure: |setting| Box::pin(p1_profile_read::measure(setting)),
    },
    Bench { goals: &["P4"], about: "token verification", measure: |setting| Box::pin(p4_verify::measure(setting)) },
    Bench {
        goals: &["A1", "A2"],
        about: "a storm of sign-ins",
        measure: |setting| Box::pin(a1_login_storm::measure(setting)),
    },
    Bench {
        goals: &["D1", "D2", "D3"],
        about: "candidates among a million people and among ten thousand",
        measure: |setting| Box::pin(d1_candidates::measure(setting)),
    },
    Bench {
        goals: &["I1", "I2", "I3"],
        about: "the index of a million people alone",
        measure: |setting| Box::pin(i1_index::measure(setting)),
    },
    Bench {
        goals: &["M1"],
        about: "sizes of a photo, against sharp",
        measure: |setting| Box::pin(m1_pictures::measure(setting)),
    },
    Bench { goals: &["M2"], about: "health during uploads", measure: |setting| Box::pin(m2_health::measure(setting)) },
    Bench {
        goals: &["S1"],
        about: "cold start on a migrated SQLite folder",
        measure: |setting| Box::pin(s1_cold_start::measure(setting)),
    },
    Bench {
        goals: &["S2"],
        about: "resident memory of an idle server",
        measure: |setting| Box::pin(s2_idle_memory::measure(setting)),
    },
];

/// The benches that answer the goals asked for, each once; `all` stands for every goal. Case does not matter.
pub fn select(names: &[String]) -> Result<Vec<&'static Bench>> {
    let answers = |bench: &Bench, name: &str| bench.goals.iter().any(|goal| goal.eq_ignore_ascii_case(name));
    let is_all = |name: &str| name.eq_ignore_ascii_case("all");
    for name in names {
        if !is_all(name) && !BENCHES.iter().any(|bench| answers(bench, name)) {
            let known: Vec<&str> = BENCHES.iter().flat_map(|bench| bench.goals).copied().collect();
            bail!("no goal is called {name}; there are {}, and all", known.join(", "));
        }
    }
    let asked = |bench: &&Bench| names.iter().any(|name| is_all(name) || answers(bench, name));
    Ok(BENCHES.iter().filter(asked).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn goals_of(names: &[&str]) -> Result<Vec<&'static str>> {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        Ok(select(&names)?.into_iter().flat_map(|bench| bench.goals).copied().collect())
    }

    #[test]
    fn goals_are_found_by_name() {
        let all = ["P1", "P2", "P4", "A1", "A2", "D1", "D2", "D3", "I1", "I2", "I3", "M1", "M2", "S1", "S2"];
        assert_eq!(goals_of(&["all"]).unwrap(), all);
        assert_eq!(goals_of(&["s1", "P2", "P1"]).unwrap(), ["P1", "P2", "S1"]);
        let refusal = goals_of(&["P1", "X9"]).unwrap_err().to_string();
        assert_eq!(refusal, format!("no goal is called X9; there are {}, and all", all.join(", ")));
    }
}
