//! Who may see whom, as far as people decide it themselves. Blocks and departures come before this rule and hide from
//! everybody; whoever is about to leave, and whoever will be banned, needs no word here.
//!
//! | the person is | seen by |
//! |---|---|
//! | an ordinary profile | everybody |
//! | invisible, or taking a break | their matches: conversations go on |
//! | incognito | those they liked, and their matches |
//! | both | their matches |

use profile_contract::ProfileSettings;

/// What somebody has done that lets one other person see them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tie {
    /// They liked the other.
    pub liked: bool,
    /// The two have matched.
    pub matched: bool,
}

/// Whether somebody may be shown to people they have not met.
pub fn is_listed(settings: &ProfileSettings) -> bool {
    settings.is_visible && !settings.paused
}

/// Whether a tie can make a difference: most people are seen without one, and nobody needs to be asked about it.
pub fn needs_tie(settings: &ProfileSettings) -> bool {
    settings.incognito || !is_listed(settings)
}

/// Whether somebody with these settings and this tie to another person lets them see their profile.
pub fn shows(settings: &ProfileSettings, tie: Tie) -> bool {
    tie.matched || (is_listed(settings) && (!settings.incognito || tie.liked))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_holds() {
        let [nothing, liked, matched] =
            [(false, false), (true, false), (true, true)].map(|(liked, matched)| Tie { liked, matched });
        for (is_visible, paused, incognito, expected) in [
            (true, false, false, [true, true, true]),
            (false, false, false, [false, false, true]),
            (true, true, false, [false, false, true]),
            (true, false, true, [false, true, true]),
            (true, true, true, [false, false, true]),
            (false, false, true, [false, false, true]),
        ] {
            let settings = ProfileSettings { is_visible, paused, incognito, ..Default::default() };
            assert_eq!([nothing, liked, matched].map(|tie| shows(&settings, tie)), expected, "{settings:?}");
            assert!(needs_tie(&settings) || expected == [true; 3], "who is asked about no tie is seen by everybody");
        }
    }
}
