//! Prompts: questions that are easier to answer than an empty page.

use serde::{Deserialize, Serialize};

use crate::vocabulary::vocabulary;

vocabulary! {
    /// A question to answer on one's profile.
    pub enum PromptQuestion {
        /// Sundays.
        PerfectSunday = "perfect_sunday", "My perfect Sunday";
        /// Small pleasures.
        SimplePleasures = "simple_pleasures", "My simple pleasures";
        /// Pride.
        ProudOf = "proud_of", "Something I am proud of";
        /// Learning.
        LearningNow = "learning_now", "I am learning";
        /// Travel.
        BestTrip = "best_trip", "The best trip I ever made";
        /// Travel to come.
        NextTrip = "next_trip", "The next place I want to see";
        /// Food.
        CookForYou = "cook_for_you", "What I would cook for you";
        /// Hidden talents.
        HiddenTalent = "hidden_talent", "My hidden talent";
        /// Music.
        SongOnRepeat = "song_on_repeat", "The song I play again and again";
        /// Books.
        BookToLend = "book_to_lend", "A book I would lend you";
        /// Films.
        FilmByHeart = "film_by_heart", "A film I know by heart";
        /// Laughing.
        LaughAtMyself = "laugh_at_myself", "The last time I laughed at myself";
        /// Changing one's mind.
        ChangedMyMind = "changed_my_mind", "I changed my mind about";
        /// Arguments.
        FriendlyArgument = "friendly_argument", "Let us argue, kindly, about";
        /// Risks.
        BiggestRisk = "biggest_risk", "The biggest risk I ever took";
        /// Friends.
        FriendsSay = "friends_say", "My friends say that I";
        /// Childhood.
        AsAChild = "as_a_child", "As a child I wanted to be";
        /// Work.
        IfNotForMoney = "if_not_for_money", "What I would do if nobody had to earn money";
        /// Causes.
        CareAbout = "care_about", "A thing I care about";
        /// Habits.
        MorningOrNight = "morning_or_night", "Early bird or night owl";
        /// Dates.
        FirstDate = "first_date", "A good first date";
        /// Looking for.
        LookForInSomebody = "look_for_in_somebody", "I look for somebody who";
        /// Getting along.
        GetAlongIf = "get_along_if", "We will get along if";
        /// Questions back.
        AskMeAbout = "ask_me_about", "Ask me about";
    }
}

/// A question and somebody's answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Prompt {
    /// Which question.
    pub question: PromptQuestion,
    /// 1-200 characters.
    #[schema(min_length = 1, max_length = 200)]
    pub answer: String,
}
