//! People who decide about each other while an installation learns.

use discovery_matching::{
    Bias, Decision, Example, FAR, Fade, Ftrl, FtrlState, Logits, Offset, Person, Phi, Posterior, Rates, Scorer,
    Weights, learn,
};

use crate::data::{Data, Date};

/// All decisions are of one day: nothing fades.
const TODAY: i32 = 0;

/// What an installation knows.
#[derive(Clone)]
pub(super) struct Community<'a> {
    data: &'a Data,
    rarities: &'a [f32],
    /// Of everybody, in the order of the data.
    biases: Vec<Bias>,
    ftrl: Ftrl,
}

/// One person's view of another, before they decide.
struct View {
    phi: Phi,
    offset: Offset,
    logit: f64,
}

impl<'a> Community<'a> {
    /// Strangers, and weights of which nothing is learned.
    pub fn new(data: &'a Data, rarities: &'a [f32], prior: Weights, rates: Rates) -> Self {
        let biases = vec![Bias::default(); data.people.len()];
        Self { data, rarities, biases, ftrl: Ftrl::new(prior, rates, FtrlState::default()) }
    }

    /// Who took part, by evening.
    pub fn people_of(&self, wave: u32) -> impl Iterator<Item = usize> {
        self.data.people.iter().enumerate().filter(move |(_, person)| person.wave == wave).map(|(place, _)| place)
    }

    /// Learns weights and biases from decisions.
    pub fn live_through(&mut self, dates: &[Date]) {
        self.both_decide(dates, true);
    }

    /// Learns biases only: the weights of an installation do not change within an evening.
    pub fn meet(&mut self, dates: &[Date]) {
        self.both_decide(dates, false);
    }

    /// The log odds of the score of a date.
    pub fn logit(&self, date: &Date) -> f64 {
        let (there, back) = (self.view(date.man, date.woman).logit, self.view(date.woman, date.man).logit);
        Logits { there, back }.logit()
    }

    fn both_decide(&mut self, dates: &[Date], weights_too: bool) {
        for date in dates {
            self.decide(date.man, date.woman, date.man_likes, weights_too);
            self.decide(date.woman, date.man, date.woman_likes, weights_too);
        }
    }

    fn decide(&mut self, decider: usize, decided: usize, liked: bool, weights_too: bool) {
        let gender = self.person(decider).facts.packed.gender;
        let View { phi, offset, logit } = self.view(decider, decided);
        let (base_precision, weight) = (self.ftrl.base_precision(gender), 1.0);
        let decision = Decision { predicted: logit, base_precision, liked, weight };
        let lesson = learn(&self.posterior(decider), &self.posterior(decided), &decision, Fade::on(TODAY));
        for (person, delta) in [(decider, lesson.decider), (decided, lesson.decided)] {
            if let Some(bias) = self.biases.get_mut(person) {
                *bias = bias.with(&delta);
            }
        }
        if weights_too {
            self.ftrl.learn(&Example { phi: &phi, gender, offset, liked, weight });
        }
    }

    fn view(&self, decider: usize, decided: usize) -> View {
        let scorer = Scorer { weights: self.ftrl.weights(), rarity: self.rarities };
        let (one, other) = (self.person(decider), self.person(decided));
        let [phi, _] = scorer.views(&one, &other, FAR);
        let offset = scorer.offset((&one, &self.posterior(decider)), &self.posterior(decided));
        View { phi, offset, logit: offset.with(scorer.weights.content(&phi)) }
    }

    #[expect(clippy::indexing_slicing, reason = "the dates of a data set name its people by their places")]
    fn person(&self, place: usize) -> Person<'a> {
        Person { facts: self.data.people[place].facts(), age_years: 0, wishes: None }
    }

    fn posterior(&self, place: usize) -> Posterior {
        self.biases.get(place).copied().unwrap_or_default().posterior(Fade::on(TODAY))
    }
}
